package dev.postern.common.guard.grpc;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

/** Wraps each gRPC service, so that the guard gets the bytes of its messages. */
@Decorator
@Priority(1)
class RawMessageDecorator implements BindableService {
  private final BindableService service;

  @Inject
  RawMessageDecorator(@Any @Delegate BindableService service) {
    this.service = service;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return RawMessageCapture.around(service.bindService());
  }
}
