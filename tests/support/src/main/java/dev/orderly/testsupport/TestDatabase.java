package dev.orderly.testsupport;

/** A database made for one test, with the role that owns it. */
public record TestDatabase(String jdbcUrl, String username, String password) {}
