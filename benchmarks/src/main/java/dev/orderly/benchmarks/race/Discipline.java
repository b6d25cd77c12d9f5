package dev.orderly.benchmarks.race;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;

/** What is measured. */
enum Discipline {
    /** Events were committed while nobody forwarded; now they are forwarded. */
    BACKLOG("A backlog"),

    /** The same, and every producer compresses. */
    COMPRESSED("A backlog, compressed with lz4"),

    /** Eight writers place 2,000 orders per second. */
    STEADY("A steady load of 2,000 orders per second"),

    /** Eight writers place 200 orders per second. */
    QUIET("A steady load of 200 orders per second"),

    /** Eight writers raise one event per transaction, as fast as they can, while nobody forwards. */
    WRITE("Raising one event per transaction"),

    /** A backlog of Orderly, in each {@link Circumstance}. */
    CIRCUMSTANCES("A backlog, whatever happens around it"),

    /** Nothing is raised. The "events" are seconds. */
    IDLE("At rest"),

    /** From the start of the process until a consumer has the first event. The "events" are starts. */
    START("From the start of the process to the first event");

    private final String title;

    Discipline(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** What a round has many of. */
    String unit() {
        return switch (this) {
            case IDLE -> "seconds";
            case START -> "start";
            default -> "events";
        };
    }

    /** Who takes part, of these contenders. */
    List<Entrant> entrants(List<ContenderKind> contenders) {
        if (this == CIRCUMSTANCES) {
            return contenders.contains(ContenderKind.ORDERLY)
                    ? Arrays.stream(Circumstance.values())
                            .filter(each -> each != Circumstance.COMPRESSED)
                            .map(each -> new Entrant(ContenderKind.ORDERLY, each))
                            .toList()
                    : List.of();
        }
        return contenders.stream().filter(this::isFor).map(this::entrant).toList();
    }

    /** This contender in the circumstance that all are compared in. */
    Entrant entrant(ContenderKind contender) {
        return new Entrant(contender, this == COMPRESSED ? Circumstance.COMPRESSED : Circumstance.NONE);
    }

    /** A polling outbox does not keep up with the load of {@link #STEADY}; of a backlog it sends each event on its own. */
    private boolean isFor(ContenderKind contender) {
        return switch (this) {
            case COMPRESSED, STEADY -> !contender.isPolling();
            case WRITE, IDLE, START -> contender != ContenderKind.BARE_PRODUCER;
            default -> true;
        };
    }

    /** Its name as an option. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Discipline ofOption(String option) {
        return Stream.of(values())
                .filter(each -> each.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown experiment " + option));
    }
}
