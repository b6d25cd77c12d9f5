package dev.orderly.benchmarks.race;

import java.util.Locale;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;

/** A contender in a circumstance: what one row of a table is about. */
record Entrant(ContenderKind kind, Circumstance circumstance) {

    /** Its name in the report. */
    String label() {
        return circumstance.label().isEmpty() ? kind.label() : circumstance.label();
    }

    /** For names of databases, topics and files. */
    String name() {
        var name = circumstance == Circumstance.NONE ? kind.name() : kind.name() + "_" + circumstance.name();
        return name.toLowerCase(Locale.ROOT);
    }
}
