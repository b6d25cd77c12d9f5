package dev.orderly.benchmarks.race;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;
import dev.orderly.localstack.installed.InstalledPostgres;

/** What is measured. */
enum Discipline {
    /** Events were committed while nobody forwarded; now they are forwarded. */
    BACKLOG("A backlog", Circumstance.NONE),

    /** The same, and every producer compresses. */
    COMPRESSED("A backlog, compressed with lz4", Circumstance.COMPRESSED),

    /** Eight writers place 2,000 orders per second. */
    STEADY("A steady load of 2,000 orders per second", Circumstance.NONE),

    /** Eight writers place 200 orders per second. */
    QUIET("A steady load of 200 orders per second", Circumstance.NONE),

    /** Eight writers raise one event per transaction, as fast as they can, while nobody forwards. */
    WRITE("Raising one event per transaction", Circumstance.NONE),

    /** A backlog of Orderly. */
    CIRCUMSTANCES(
            "A backlog, whatever happens around it",
            Circumstance.NONE,
            Circumstance.GROWN,
            Circumstance.OPEN_TRANSACTION,
            Circumstance.ROLLBACKS),

    /** A backlog of Orderly on a server with JIT. Left out where none is installed. */
    JIT("A backlog on a server with JIT", Circumstance.JIT_OFF, Circumstance.JIT_ON),

    /** Nothing is raised. The "events" are seconds. */
    IDLE("At rest", Circumstance.NONE),

    /** From the start of the process until a consumer has the first event. The "events" are starts. */
    START("From the start of the process to the first event", Circumstance.NONE);

    private final String title;
    private final List<Circumstance> circumstances;

    Discipline(String title, Circumstance... circumstances) {
        this.title = title;
        this.circumstances = List.of(circumstances);
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

    /** Who takes part, of these contenders: each in the same circumstance, or Orderly in several. */
    List<Entrant> entrants(List<ContenderKind> contenders) {
        if (this == JIT && !InstalledPostgres.isPresent()) {
            return List.of();
        }
        if (circumstances.size() > 1) {
            return contenders.contains(ContenderKind.ORDERLY)
                    ? circumstances.stream()
                            .map(each -> new Entrant(ContenderKind.ORDERLY, each))
                            .toList()
                    : List.of();
        }
        return contenders.stream().filter(this::isFor).map(this::entrant).toList();
    }

    /** This contender in the circumstance that all are compared in, or that the others are compared with. */
    Entrant entrant(ContenderKind contender) {
        return new Entrant(contender, circumstances.get(0));
    }

    /** Those that are compared with the first. */
    List<Circumstance> comparedCircumstances() {
        return circumstances.subList(1, circumstances.size());
    }

    /** A polling outbox does not keep up with the load of {@link #STEADY}; of a backlog it sends each event on its own. */
    private boolean isFor(ContenderKind contender) {
        return switch (this) {
            case COMPRESSED, STEADY -> !contender.isPolling();
            case WRITE, IDLE, START -> contender != ContenderKind.BARE_PRODUCER;
            default -> true;
        };
    }

    /** All but the second backlog of all contenders: it would not fit into ten minutes. */
    static List<Discipline> ofShortForm() {
        return Stream.of(values()).filter(each -> each != COMPRESSED).toList();
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
