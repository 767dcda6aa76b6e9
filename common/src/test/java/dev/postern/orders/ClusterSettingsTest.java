package dev.postern.orders;

import dev.postern.common.redis.RedisProcess;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.extension.RegisterExtension;

@Singleton
@Unremovable
class ClusterSettingsTest extends RedisFormCases {
  @RegisterExtension
  static final QuarkusUnitTest SERVICE =
      service(RedisProcess::cluster).overrideConfigKey("quarkus.redis.client-type", "cluster");
}
