package dev.orderly.benchmarks.contender;

/** The event of the peers that serialize objects; as JSON it is the payload of {@link BenchmarkEvents}. */
record PlainOrderPlaced(long number, String text) {

    static PlainOrderPlaced of(long number) {
        return new PlainOrderPlaced(number, BenchmarkEvents.text(number));
    }

    String aggregate() {
        return BenchmarkEvents.aggregate(number);
    }
}
