package dev.postern.common.web;

import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares a {@code Content-Type} that a caller wrote. */
public final class MediaTypes {
  private MediaTypes() {}

  /** Whether the content type is the wanted one. A malformed or absent content type never is. */
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
