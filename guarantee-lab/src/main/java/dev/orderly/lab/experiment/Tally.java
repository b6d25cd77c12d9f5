package dev.orderly.lab.experiment;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.lab.shop.OrderLineCanceled;

/**
 * The number of events with each result in one experiment.
 *
 * @param committed  cancellations that committed
 * @param lost       committed cancellations without a booked refund
 * @param invented   cancellations that never committed and yet have a refund, booked or only made outside
 * @param duplicated bookings beyond the first of the same cancellation
 * @param reordered  lines whose first booking came after that of a later line of the same order
 */
record Tally(int committed, int lost, int invented, int duplicated, int reordered) {

    /**
     * @param committed the cancellations that committed
     * @param booked    the refunds, in the order of their bookings
     * @param outside   the cancellations that the outside service refunded
     */
    static Tally of(Collection<OrderLineCanceled> committed, List<OrderLineCanceled> booked, Set<UUID> outside) {
        Set<UUID> certain = new HashSet<>();
        committed.forEach(each -> certain.add(each.cancellation()));
        Set<UUID> seen = new HashSet<>();
        Map<Long, Integer> latestLine = new HashMap<>();
        int duplicated = 0;
        int reordered = 0;
        for (var refund : booked) {
            if (!seen.add(refund.cancellation())) {
                duplicated++;
            } else if (certain.contains(refund.cancellation())) {
                var latest = latestLine.merge(refund.orderNo(), refund.line(), Math::max);
                reordered += refund.line() < latest ? 1 : 0;
            }
        }
        int lost = (int) certain.stream().filter(each -> !seen.contains(each)).count();
        seen.addAll(outside);
        seen.removeAll(certain);
        return new Tally(certain.size(), lost, seen.size(), duplicated, reordered);
    }
}
