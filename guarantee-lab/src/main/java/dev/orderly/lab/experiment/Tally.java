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
 * What became of the events of an experiment.
 *
 * @param committed  cancellations that committed
 * @param lost       of these, how many have no refund
 * @param invented   refunds, booked or only made outside, of cancellations that never committed
 * @param duplicated refunds booked once more than they should be
 * @param reordered  refunds of a line, the first one each, that came after that of a later line of the same order
 */
record Tally(int committed, int lost, int invented, int duplicated, int reordered) {

    /**
     * @param committed what has committed
     * @param booked    the refunds, in the order in which they were booked
     * @param outside   what the outside service was asked for, and did
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
