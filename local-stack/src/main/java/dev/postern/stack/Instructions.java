package dev.postern.stack;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TimestampProto;
import dev.postern.profile.v1.ProfileProto;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;

/**
 * Prints what a new user needs when the stack is running: the URLs, and the commands of the main
 * job to paste.
 */
public final class Instructions {
  private final Layout layout;
  private final StackFile stack;

  public Instructions(Layout layout, StackFile stack) {
    this.layout = layout;
    this.stack = stack;
  }

  void print(PrintStream out) {
    writeDescriptors();
    out.println();
    stack.services().forEach((name, urls) -> row(out, name, String.join("  ", urls)));
    stack
        .management()
        .forEach((name, urls) -> row(out, name + " (health, metrics)", String.join("  ", urls)));
    row(out, "PostgreSQL", stack.postgres().host() + ":" + stack.postgres().port());
    row(out, "Redis", stack.redis());
    StackFile.Customer customer = stack.customers().getFirst();
    row(out, "demo page", layout.demoPage());
    row(out, "  log in as", customer.username() + "  " + customer.password());
    row(out, "all credentials", layout.home().relativize(layout.stackFile()).toString());
    out.println();
    out.println(commands());
  }

  private static void row(PrintStream out, String name, String where) {
    out.printf("  %-28s %s%n", name, where);
  }

  /** The commands of the main job; they need only a shell, curl and Python. */
  public String commands() {
    StackFile.Customer customer = stack.customers().getFirst();
    return """
    # A chat vendor's three calls. Paste into a shell in this folder.
    CA=%s
    API_KEY=%s

    SYSTEM_TOKEN=$(curl -sS --cacert $CA %s/access_token \\
      -d grant_type=client_credentials -d client_id=%s \\
      -d client_secret=%s \\
      | sed -E 's/.*"access_token":"([^"]+)".*/\\1/')

    CUSTOMER_TOKEN=$(curl -sS --cacert $CA %s/customer_authenticate \\
      --data-urlencode username=%s \\
      --data-urlencode password=%s \\
      | sed -E 's/.*"JWT":"([^"]+)".*/\\1/')

    curl -sS -w '\\n' --cacert $CA %s/getprofile -X POST \\
      -H "Authorization: Bearer $SYSTEM_TOKEN" -H "api-key: $API_KEY" \\
      -H "customer-auth: JWT $CUSTOMER_TOKEN" -H "Content-Type: application/json"

    # The same profile over gRPC, from Python (apt-get install python3-grpcio).
    export CA API_KEY SYSTEM_TOKEN CUSTOMER_TOKEN
    /usr/bin/python3 docs/tutorial/get_profile.py localhost:%s

    # Signed, and without a system token: docs/how-to/partners/sign-requests.md.
    """
        .formatted(
            stack.ca(),
            stack.apiKey(),
            layout.url(Service.AUTH, 0),
            stack.client().id(),
            stack.client().secret(),
            layout.url(Service.CUSTOMER, 0),
            customer.username(),
            customer.password(),
            layout.url(Service.PROFILE, 0),
            layout.port(Service.PROFILE, 0));
  }

  /** Writes the descriptors with which a client without generated code decodes the responses. */
  public void writeDescriptors() {
    FileDescriptorSet descriptors =
        FileDescriptorSet.newBuilder()
            .addFile(TimestampProto.getDescriptor().toProto())
            .addFile(ProfileProto.getDescriptor().toProto())
            .build();
    try {
      Files.write(layout.data().resolve("profile.desc"), descriptors.toByteArray());
    } catch (IOException failure) {
      throw new StackFailure("Cannot write profile.desc: " + failure.getMessage(), failure);
    }
  }
}
