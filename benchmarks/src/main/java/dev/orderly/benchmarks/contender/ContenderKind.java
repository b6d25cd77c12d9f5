package dev.orderly.benchmarks.contender;

import java.io.File;
import java.util.Arrays;

import static java.util.stream.Collectors.joining;

/** The contenders, in the order of the report. */
public enum ContenderKind {
    /** Sends after the commit: a crash in between loses the event. It shows what broker and client can do. */
    BARE_PRODUCER("bare producer", "-"),

    /** Reads an outbox table from the write-ahead log, and nothing more: it shows what a log reader can do. */
    LOG_READER("lean log reader", "-"),

    /** This bus at its defaults. */
    ORDERLY("Orderly", "orderly-events"),

    /** Debezium's engine, embedded, with its outbox event router. */
    DEBEZIUM("Debezium", "debezium-"),

    /** Spring Modulith's event publication registry, externalized to Kafka. */
    MODULITH("Spring Modulith", "spring-modulith-"),

    /** The outbox library namastack-outbox. */
    NAMASTACK("namastack-outbox", "namastack-outbox");

    private final String label;
    private final String jars;

    ContenderKind(String label, String jars) {
        this.label = label;
        this.jars = jars;
    }

    /** Its name in the report. */
    public String label() {
        return label;
    }

    /** Whether it reads its outbox with queries, row by row: hundreds of events per second, not thousands. */
    public boolean isPolling() {
        return switch (this) {
            case MODULITH, NAMASTACK -> true;
            default -> false;
        };
    }

    /**
     * The class path of this process without the libraries of the other contenders: each would configure itself in every
     * Spring Boot application.
     */
    public String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> mayUse(new File(entry).getName()))
                .collect(joining(File.pathSeparator));
    }

    private boolean mayUse(String file) {
        return Arrays.stream(values()).noneMatch(each -> each != this && file.startsWith(each.jars));
    }

    /** Only in a process of its own: the classes of the others' libraries are missing there. */
    Contender create(ContenderSetup setup) {
        return switch (this) {
            case BARE_PRODUCER -> new BareProducer(setup);
            case LOG_READER -> new LogReader(setup);
            case ORDERLY -> new OrderlyContender(setup);
            case DEBEZIUM -> new DebeziumContender(setup);
            case MODULITH -> new ModulithContender(setup);
            case NAMASTACK -> new NamastackContender(setup);
        };
    }
}
