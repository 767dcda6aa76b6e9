package dev.postern.common.guard;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every REST and gRPC method of this service needs of its caller, read once at the start.
 *
 * <p>A method with neither {@code @Guarded} nor {@code @Open} keeps the service from starting; the
 * error names it. A method that is not in the table is not called.
 */
@Singleton
@Startup
public class AccessTable {
  private final BeanManager beans;
  private final Instance<BindableService> grpcServices;
  private final Map<Method, Access> rest = new HashMap<>();
  private final Map<String, Access> grpc = new HashMap<>();

  AccessTable(BeanManager beans, @GrpcService Instance<BindableService> grpcServices) {
    this.beans = beans;
    this.grpcServices = grpcServices;
  }

  @PostConstruct
  void read() {
    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .map(bean -> bean.getBeanClass())
        .filter(beanClass -> beanClass.isAnnotationPresent(Path.class))
        .flatMap(beanClass -> Arrays.stream(beanClass.getMethods()))
        .filter(AccessTable::isResourceMethod)
        .forEach(method -> rest.put(method, Access.of(method)));
    for (BindableService service : grpcServices) {
      readGrpc(service.bindService());
    }
  }

  public Optional<Access> ofRest(Method method) {
    return Optional.ofNullable(rest.get(method));
  }

  /** Looks a method up by the full name in the path: {@code package.Service/Method}. */
  public Optional<Access> ofGrpc(String fullMethodName) {
    return Optional.ofNullable(grpc.get(fullMethodName));
  }

  /** Whether any method takes signed requests. */
  public boolean takesSignatures() {
    return Stream.concat(rest.values().stream(), grpc.values().stream())
        .anyMatch(Access::readsSignature);
  }

  private static boolean isResourceMethod(Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class));
  }

  private void readGrpc(ServerServiceDefinition service) {
    Class<?> implementation = implementation(service.getServiceDescriptor());
    for (MethodDescriptor<?, ?> rpc : service.getServiceDescriptor().getMethods()) {
      Method method =
          Arrays.stream(implementation.getMethods())
              .filter(m -> m.getName().equals(javaName(rpc)) && !m.isBridge())
              .findFirst()
              .orElseThrow(
                  () -> new IllegalStateException(rpc.getFullMethodName() + " is not implemented"));
      Access access = Access.of(method);
      if (access.readsSignature() && rpc.getType() != MethodDescriptor.MethodType.UNARY) {
        throw new IllegalStateException(
            rpc.getFullMethodName() + " is a stream: that cannot be signed");
      }
      grpc.put(rpc.getFullMethodName(), access);
    }
  }

  /** The bean class of a service: it implements the interface generated from the .proto file. */
  private Class<?> implementation(ServiceDescriptor service) {
    if (!(service.getSchemaDescriptor() instanceof ProtoFileDescriptorSupplier proto)) {
      throw new IllegalStateException(service.getName() + " is not described by a .proto file");
    }
    FileDescriptor file = proto.getFileDescriptor();
    String simpleName = service.getName().substring(service.getName().lastIndexOf('.') + 1);
    String interfaceName = file.getOptions().getJavaPackage() + "." + simpleName;
    return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .filter(bean -> bean.getBeanClass().isAnnotationPresent(GrpcService.class))
        .filter(
            bean -> bean.getTypes().stream().anyMatch(t -> t.getTypeName().equals(interfaceName)))
        .<Class<?>>map(bean -> bean.getBeanClass())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no bean implements " + interfaceName));
  }

  /** {@code GetProfile} in the .proto file is {@code getProfile} in Java. */
  private static String javaName(MethodDescriptor<?, ?> rpc) {
    String bare = String.valueOf(rpc.getBareMethodName());
    return Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
  }
}
