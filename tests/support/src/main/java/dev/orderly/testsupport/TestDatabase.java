package dev.orderly.testsupport;

import dev.orderly.localstack.installed.InstalledPostgres;

/** A database made for one test, with the role that owns it. */
public record TestDatabase(String jdbcUrl, String username, String password) {

    /** Creates one on a server of its own. */
    public static TestDatabase create(InstalledPostgres server, String name) {
        server.createDatabase(name);
        return new TestDatabase(server.jdbcUrl(name), InstalledPostgres.USERNAME, InstalledPostgres.PASSWORD);
    }
}
