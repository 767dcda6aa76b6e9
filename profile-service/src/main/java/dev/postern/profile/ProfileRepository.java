package dev.postern.profile;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

/** Profiles by the opaque customer identifier. */
@Singleton
class ProfileRepository implements PanacheRepositoryBase<ProfileEntity, String> {}
