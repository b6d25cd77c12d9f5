package dev.orderly.benchmarks.contender;

import java.util.function.Function;

/** The contenders, in the order of the report. */
public enum ContenderKind {
    /** Sends after the commit: a crash in between loses the event. It shows what broker and client can do. */
    BARE_PRODUCER("bare producer", BareProducer::new),

    /** Reads an outbox table from the write-ahead log, and nothing more: it shows what a log reader can do. */
    LOG_READER("lean log reader", LogReader::new),

    /** This bus at its defaults. */
    ORDERLY("Orderly", OrderlyContender::new),

    /** Debezium's engine, embedded, with its outbox event router. */
    DEBEZIUM("Debezium", DebeziumContender::new);

    private final String label;
    private final Function<ContenderSetup, Contender> factory;

    ContenderKind(String label, Function<ContenderSetup, Contender> factory) {
        this.label = label;
        this.factory = factory;
    }

    /** Its name in the report. */
    public String label() {
        return label;
    }

    Contender create(ContenderSetup setup) {
        return factory.apply(setup);
    }
}
