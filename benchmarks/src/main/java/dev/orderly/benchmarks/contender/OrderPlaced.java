package dev.orderly.benchmarks.contender;

/** The event of the peers that serialize objects; as JSON it is the payload of {@link BenchmarkEvents}. */
record OrderPlaced(long number, String text) {

    static OrderPlaced of(long number) {
        return new OrderPlaced(number, BenchmarkEvents.text(number));
    }

    String aggregate() {
        return BenchmarkEvents.aggregate(number);
    }
}
