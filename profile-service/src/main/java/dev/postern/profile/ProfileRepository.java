package dev.postern.profile;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

@Singleton
class ProfileRepository implements PanacheRepositoryBase<ProfileEntity, String> {}
