package dev.switchboard.core.tenant;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/// A customer of Switchboard. Every row of every table has one, and nothing crosses from one to another.
@MappedEntity("tenants")
public record Tenant(@Id UUID id, String name, Instant createdAt) {}
