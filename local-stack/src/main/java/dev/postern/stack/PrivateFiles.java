package dev.postern.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Reads and writes files with secrets. They have mode 0600 from their first byte on. */
public final class PrivateFiles {
  public static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private PrivateFiles() {}

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh =
          Files.createTempFile(
              file.getParent(),
              file.getFileName().toString(),
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new StackFailure("Cannot write " + file + ": " + failure.getMessage(), failure);
    }
  }

  static void writeJson(Path file, Object value) {
    try {
      write(file, JSON.writeValueAsString(value) + "\n");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  public static <T> T readJson(Path file, Class<T> type) {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (IOException damaged) {
      throw new StackFailure(file + " is damaged: start over with ./postern up --fresh", damaged);
    }
  }
}
