package dev.switchboard.core.tenant;

import io.micronaut.core.convert.ConversionContext;
import io.micronaut.data.model.runtime.convert.AttributeConverter;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

@Singleton
final class RoleConverter implements AttributeConverter<Role, String> {

  @Override
  public @Nullable String convertToPersistedValue(@Nullable Role role, ConversionContext context) {
    return role == null ? null : role.label();
  }

  @Override
  public @Nullable Role convertToEntityValue(@Nullable String label, ConversionContext context) {
    return label == null ? null : Role.ofLabel(label);
  }
}
