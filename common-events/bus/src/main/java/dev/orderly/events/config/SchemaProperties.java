package dev.orderly.events.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who migrates the schema {@code orderly}.
 *
 * @param migrate  whether the service migrates the schema when it starts; if not, the start fails while a migration is
 *                 missing
 * @param username the role that owns the schema, if it is not that of the service. Only migrations use it
 * @param password the password of that role
 */
@ConfigurationProperties("orderly.schema")
record SchemaProperties(
        @DefaultValue("true") boolean migrate,
        @Nullable String username,
        @Nullable String password) {

    /** Without the password: a settings record can end up in a log. */
    @Override
    public String toString() {
        return "SchemaProperties[migrate=%s, username=%s]".formatted(migrate, username);
    }
}
