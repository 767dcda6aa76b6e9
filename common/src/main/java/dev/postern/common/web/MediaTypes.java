package dev.postern.common.web;

import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading a {@code Content-Type} that a caller wrote. */
public final class MediaTypes {
  private MediaTypes() {}

  /** Whether it is this type; one that cannot be read is none. */
  public static boolean is(@Nullable String contentType, MediaType wanted) {
    return Optional.ofNullable(contentType)
        .flatMap(MediaTypes::parse)
        .filter(type -> type.isCompatible(wanted) && !type.isWildcardType())
        .isPresent();
  }

  private static Optional<MediaType> parse(String contentType) {
    try {
      return Optional.of(MediaType.valueOf(contentType));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
