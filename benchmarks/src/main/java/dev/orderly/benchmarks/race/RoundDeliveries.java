package dev.orderly.benchmarks.race;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import dev.orderly.benchmarks.contender.BenchmarkEvents;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The events of one round as a consumer gets them: all of them must come, once, and in order per aggregate. */
final class RoundDeliveries {

    private final long first;
    private final long[] arrivals;
    private final Map<String, Long> last = new HashMap<>();
    private int arrived;
    private int duplicates;
    private int outOfOrder;

    /** @param events how many are expected, with the numbers from {@code first} on */
    RoundDeliveries(long first, int events) {
        this.first = first;
        this.arrivals = new long[events];
    }

    /** @param micros when it arrived; not 0 */
    void add(byte[] key, byte[] payload, long micros) {
        var number = BenchmarkEvents.number(payload);
        var aggregate = new String(key, UTF_8);
        if (number < first
                || number >= first + arrivals.length
                || !aggregate.equals(BenchmarkEvents.aggregate(number))) {
            throw new IllegalStateException(
                    "Nobody has raised event %d of %s in this round: another round's, or damaged"
                            .formatted(number, aggregate));
        }
        var index = (int) (number - first);
        if (arrivals[index] != 0) {
            duplicates++;
            return;
        }
        arrivals[index] = micros;
        arrived++;
        var before = last.put(aggregate, number);
        if (before != null && before > number) {
            outOfOrder++;
        }
    }

    /** Whether each has come at least once. */
    boolean isComplete() {
        return arrived == arrivals.length;
    }

    /** When each arrived first, in the order of the numbers. */
    long[] arrivals() {
        return arrivals;
    }

    int duplicates() {
        return duplicates;
    }

    int outOfOrder() {
        return outOfOrder;
    }

    @Override
    public String toString() {
        return "%,d of %,d events, %,d duplicates, %,d out of order, missing first %d"
                .formatted(arrived, arrivals.length, duplicates, outOfOrder, first + Math.max(0, firstMissing()));
    }

    private int firstMissing() {
        return Arrays.stream(arrivals).boxed().toList().indexOf(0L);
    }
}
