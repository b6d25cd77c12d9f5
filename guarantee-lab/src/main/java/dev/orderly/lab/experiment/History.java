package dev.orderly.lab.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.jspecify.annotations.Nullable;

/** What has happened in an experiment, event by event: a line for each event, and one for each kill and restart in between. */
final class History {

    private final List<Line> lines;

    private History(List<Line> lines) {
        this.lines = lines;
    }

    /**
     * @param committed  the cancellations that have committed
     * @param calls      the calls of the outside service
     * @param booked     the refunds
     * @param happenings what the experiment did
     */
    static History of(
            List<Step> committed, List<OutsideService.Call> calls, List<Step> booked, Map<Instant, String> happenings) {
        Map<UUID, Story> stories = new LinkedHashMap<>();
        committed.forEach(each -> story(stories, each.event()).committed = each.at());
        for (var each : calls) {
            stories.computeIfAbsent(each.cancellation(), id -> new Story(id, each.orderNo()))
                    .calls
                    .add(each);
        }
        Map<Long, Integer> latestLine = new HashMap<>();
        for (var each : booked) {
            var story = story(stories, each.event());
            if (story.bookings.isEmpty()) {
                var latest =
                        latestLine.merge(each.event().orderNo(), each.event().line(), Math::max);
                story.overtaken = each.event().line() < latest;
            }
            story.bookings.add(each.at());
        }
        List<Line> lines = new ArrayList<>();
        stories.values().forEach(each -> lines.add(new Line(each.begin(), each::tell)));
        happenings.forEach(
                (at, what) -> lines.add(new Line(at, start -> "%s  -- %s".formatted(since(start, at), what))));
        lines.sort(Comparator.comparing(Line::at));
        return new History(lines);
    }

    private static Story story(Map<UUID, Story> stories, OrderLineCanceled event) {
        var story = stories.computeIfAbsent(event.cancellation(), id -> new Story(id, event.orderNo()));
        story.line = event.line();
        return story;
    }

    /** One text line each, in the order in which they began. Times are seconds since the first. */
    List<String> lines() {
        return lines.stream().map(each -> each.text().at(lines.get(0).at())).toList();
    }

    private static String since(Instant start, Instant at) {
        return String.format(Locale.ROOT, "%8.3f s", Duration.between(start, at).toNanos() / 1e9);
    }

    /** A commit of a cancellation or of a refund. */
    record Step(OrderLineCanceled event, Instant at) {}

    private record Line(Instant at, Text text) {}

    private interface Text {

        String at(Instant start);
    }

    private static final class Story {

        private final UUID cancellation;
        private final long orderNo;
        private final List<OutsideService.Call> calls = new ArrayList<>();
        private final List<Instant> bookings = new ArrayList<>();
        private int line;
        private @Nullable Instant committed;
        private boolean overtaken;

        private Story(UUID cancellation, long orderNo) {
            this.cancellation = cancellation;
            this.orderNo = orderNo;
        }

        private Instant begin() {
            if (committed != null) {
                return committed;
            }
            return calls.isEmpty() ? bookings.get(0) : calls.get(0).at();
        }

        private String tell(Instant start) {
            List<String> steps = new ArrayList<>();
            steps.add(committed == null ? "never committed" : "committed");
            calls.forEach(each -> steps.add((each.refused() ? "refused outside " : "refunded outside ")
                    + since(start, each.at()).trim()));
            bookings.forEach(each -> steps.add("booked " + since(start, each).trim()));
            return "%s  %s  order %d%s: %s%s"
                    .formatted(
                            since(start, begin()),
                            cancellation.toString().substring(0, 8),
                            orderNo,
                            line == 0 ? "" : ", line " + line,
                            String.join(", ", steps),
                            verdict());
        }

        private boolean isRefunded() {
            return calls.stream().anyMatch(each -> !each.refused());
        }

        private String verdict() {
            List<Flaw> flaws = new ArrayList<>();
            if (committed == null && (isRefunded() || !bookings.isEmpty())) {
                flaws.add(Flaw.INVENTED);
            } else if (committed != null && bookings.isEmpty()) {
                flaws.add(Flaw.LOST);
            }
            if (bookings.size() > 1) {
                flaws.add(Flaw.DUPLICATED);
            }
            if (committed != null && overtaken) {
                flaws.add(Flaw.REORDERED);
            }
            return flaws.isEmpty()
                    ? ""
                    : flaws.stream()
                            .map(each -> each.label().toUpperCase(Locale.ROOT))
                            .collect(Collectors.joining(", ", "  <-- ", ""));
        }
    }
}
