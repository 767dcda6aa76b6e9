package dev.postern.stack;

/** The stack cannot run. The message is one line that says what to do. */
public final class StackFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StackFailure(String line) {
    super(line);
  }

  StackFailure(String line, Throwable cause) {
    super(line, cause);
  }
}
