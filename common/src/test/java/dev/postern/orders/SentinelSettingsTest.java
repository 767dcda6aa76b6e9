package dev.postern.orders;

import dev.postern.common.redis.RedisProcess;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.extension.RegisterExtension;

@Singleton
@Unremovable
class SentinelSettingsTest extends RedisFormCases {
  @RegisterExtension
  static final QuarkusUnitTest SERVICE =
      service(() -> RedisProcess.sentinel("the-master", started(RedisProcess.standalone())))
          .overrideConfigKey("quarkus.redis.client-type", "sentinel")
          .overrideConfigKey("quarkus.redis.master-name", "the-master");
}
