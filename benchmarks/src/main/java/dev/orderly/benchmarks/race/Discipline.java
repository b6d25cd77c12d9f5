package dev.orderly.benchmarks.race;

import java.util.Arrays;
import java.util.Locale;

import dev.orderly.benchmarks.contender.ContenderKind;

/** What is measured. */
enum Discipline {
    /** Events were committed while nobody forwarded; now they are forwarded. */
    BACKLOG("Backlog"),

    /** Eight writers place 2,000 orders per second. */
    STEADY("Steady load: 2,000 orders per second"),

    /** Eight writers place 200 orders per second. */
    QUIET("Steady load: 200 orders per second"),

    /** Eight writers raise one event per transaction, as fast as they can, while nobody forwards. */
    WRITE("Raising one event per transaction");

    private final String title;

    Discipline(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean isFor(ContenderKind contender) {
        return this != WRITE || contender != ContenderKind.BARE_PRODUCER;
    }

    /** Its name as an option. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Discipline ofOption(String option) {
        return Arrays.stream(values())
                .filter(each -> each.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown experiment " + option));
    }
}
