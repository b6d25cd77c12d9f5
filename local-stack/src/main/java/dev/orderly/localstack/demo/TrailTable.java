package dev.orderly.localstack.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The paths of events as a table: one row for each consumer that handled an event, at least one row per event. */
record TrailTable(String locationHeading, List<EventTrail.Step> steps) {

    @Override
    public String toString() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("position", "type", "event", locationHeading, "handled by", "after"));
        for (var step : steps) {
            var event = step.event();
            var location = step.location().isEmpty() ? "not there yet" : step.location();
            var first = true;
            for (var handling : step.handlings()) {
                rows.add(List.of(
                        first ? position(event) : "",
                        first ? event.type() : "",
                        first ? shortId(event) : "",
                        first ? location : "",
                        handling.consumer(),
                        handling.after().toMillis() + " ms"));
                first = false;
            }
            if (first) {
                rows.add(List.of(position(event), event.type(), shortId(event), location, "not handled yet", ""));
            }
        }
        var widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    /** Each publisher counts its own events. */
    private static String position(EventTrail.Event event) {
        return "%s %d".formatted(event.publisher().id(), event.position());
    }

    private static String shortId(EventTrail.Event event) {
        var id = event.id().toString();
        return "…" + id.substring(id.length() - 8);
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                        .mapToObj(column -> ("  %-" + widths[column] + "s").formatted(row.get(column)))
                        .collect(Collectors.joining())
                        .stripTrailing()
                + System.lineSeparator();
    }
}
