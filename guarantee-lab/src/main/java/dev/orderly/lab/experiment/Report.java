package dev.orderly.lab.experiment;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import dev.orderly.lab.experiment.Cell.Times;
import dev.orderly.lab.rung.Rung;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;
import org.springframework.boot.SpringBootVersion;

import static java.util.stream.Collectors.joining;

/** The cells as tables in which-way.md, between two marks, as two charts, and as which-way.csv, from which a later run takes those that it does not measure itself. */
final class Report {

    private static final String BEGIN = "<!-- measured: begin -->";
    private static final String END = "<!-- measured: end -->";
    private static final int WIDTH = 900;
    private static final int HEIGHT = 720;
    private static final List<Color> COLORS = List.of(
            new Color(0x33, 0x66, 0x99),
            new Color(0xdd, 0x88, 0x33),
            new Color(0xbb, 0x33, 0x44),
            new Color(0x77, 0x55, 0x99),
            new Color(0x44, 0x88, 0x55));

    private final List<Cell> cells;

    Report(List<Cell> cells) {
        this.cells = cells;
    }

    /** The cells of the last report in this directory; none if it was written in another format. */
    static List<Cell> lastCells(Path directory) {
        var file = directory.resolve("which-way.csv");
        try {
            var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
            return lines.isEmpty() || !lines.get(0).equals(Cell.HEADER)
                    ? List.of()
                    : lines.stream().skip(1).map(Cell::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces the text between the marks of which-way.md in this directory, and the charts and the CSV file beside it.
     *
     * @throws IllegalStateException if the page lacks the marks
     */
    void write(Path directory) {
        var page = directory.resolve("which-way.md");
        try {
            var text = Files.readString(page);
            var begin = text.indexOf(BEGIN);
            var end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(
                        "%s lacks the marks '%s' and '%s', between which the tables belong: put them back"
                                .formatted(page, BEGIN, END));
            }
            Files.writeString(page, text.substring(0, begin) + BEGIN + "\n\n" + tables() + "\n" + text.substring(end));
            Files.writeString(directory.resolve("which-way.csv"), csv());
            Files.writeString(directory.resolve("which-way-flaws.svg"), svg(flawsChart()));
            Files.writeString(directory.resolve("which-way-waiting.svg"), svg(waitingChart()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tables() {
        return """
                Command: `scripts/guarantee-lab.sh`, seed %s: %s lines of orders where a flaw shows at the first line, %s where the result depends on
                chance or times are measured, %s kills at random. Machine: %d cores, %s; Java %s, Spring Boot %s, %s. Each cell counts the flaws; **kept** means
                none. In brackets: the committed cancellations.

                %s
                ![What goes wrong, all experiments together](which-way-flaws.svg)

                %s
                ![How long the caller waits](which-way-waiting.svg)

                All figures of each cell are in [which-way.csv](which-way.csv).
                """.formatted(
                        each(Cell::seed),
                        each(cell -> cell.scale().few()),
                        each(cell -> cell.scale().many()),
                        each(cell -> cell.scale().kills()),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        Runtime.version().feature(),
                        SpringBootVersion.getVersion(),
                        cells.stream()
                                .flatMap(cell -> cell.servers().stream())
                                .distinct()
                                .collect(joining(", ")),
                        flawsTable(),
                        timesTable());
    }

    /** The different values of the cells. There is one, unless the page was measured in several runs. */
    private String each(Function<Cell, Number> value) {
        return cells.stream()
                .map(cell -> String.valueOf(value.apply(cell)))
                .distinct()
                .collect(joining(" or "));
    }

    private String csv() {
        return cells.stream().map(Cell::line).collect(joining("\n", Cell.HEADER + "\n", "\n"));
    }

    private String flawsTable() {
        var table = new StringBuilder("| |");
        for (var experiment : Experiment.values()) {
            table.append(' ').append(experiment.label()).append(" |");
        }
        table.append("\n|---|")
                .append("---|".repeat(Experiment.values().length))
                .append('\n');
        for (var rung : rungs()) {
            table.append("| ").append(rung.label()).append(" |");
            for (var experiment : Experiment.values()) {
                table.append(' ').append(text(rung, experiment)).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private String text(Rung rung, Experiment experiment) {
        if (!experiment.isFor(rung)) {
            return experiment.notForIt();
        }
        return cell(rung, experiment).map(Report::text).orElse("not measured");
    }

    private static String text(Cell cell) {
        var flaws = cell.flaws();
        return flaws.isEmpty()
                ? "**kept** (%,d)".formatted(cell.committed())
                : flaws.entrySet().stream()
                                .map(each -> "%,d %s"
                                        .formatted(
                                                each.getValue(), each.getKey().label()))
                                .collect(joining(", "))
                        + " (%,d)".formatted(cell.committed());
    }

    /** The times and costs of the rungs whose times were measured. */
    private String timesTable() {
        var table = new StringBuilder("""
                | | rows an event | statements an event | messages an event | median | 99 of 100 | throughput, synchronous = 1 | median, outside service takes 2 s | longest, broker down for 5 s |
                |---|---|---|---|---|---|---|---|---|
                """);
        var synchronous = times(Rung.SYNCHRONOUS, Experiment.SAME_ORDERS)
                .map(Times::perSecond)
                .orElse(Double.NaN);
        for (var rung : rungs()) {
            cell(rung, Experiment.SAME_ORDERS).ifPresent(busy -> {
                var cost = Objects.requireNonNull(busy.cost());
                var times = Objects.requireNonNull(busy.times());
                table.append(String.format(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f | %s | %.1f ms | %.1f ms | %.2f | %s | %s |%n",
                        rung.label(),
                        cost.rows(),
                        cost.statements(),
                        cost.messages() == null ? "no broker" : String.format(Locale.ROOT, "%.1f", cost.messages()),
                        times.median(),
                        times.p99(),
                        times.perSecond() / synchronous,
                        millis(rung, Experiment.OUTSIDE_SLOW, Times::median),
                        millis(rung, Experiment.BROKER_DOWN, Times::longest)));
            });
        }
        return table.toString();
    }

    private String millis(Rung rung, Experiment experiment, Function<Times, Double> figure) {
        return experiment.isFor(rung)
                ? times(rung, experiment)
                        .map(each -> String.format(Locale.ROOT, "%,.0f ms", figure.apply(each)))
                        .orElse("not measured")
                : experiment.notForIt();
    }

    private JFreeChart flawsChart() {
        var data = new DefaultCategoryDataset();
        for (var rung : rungs()) {
            for (var flaw : List.of(Flaw.LOST, Flaw.INVENTED, Flaw.DUPLICATED, Flaw.REORDERED)) {
                var ofThisRung =
                        cells.stream().filter(each -> each.rung() == rung).toList();
                var all = ofThisRung.stream().mapToInt(Cell::committed).sum();
                var wrong = ofThisRung.stream()
                        .mapToInt(each -> each.flaws().getOrDefault(flaw, 0))
                        .sum();
                data.addValue(wrong * 1_000.0 / Math.max(1, all), flaw.label(), plain(rung));
            }
        }
        var chart = ChartFactory.createStackedBarChart(
                "What goes wrong, all experiments together",
                null,
                "events in 1,000",
                data,
                PlotOrientation.HORIZONTAL,
                true,
                false,
                false);
        return inOurColors(chart, COLORS.subList(1, 5));
    }

    private JFreeChart waitingChart() {
        var data = new DefaultCategoryDataset();
        for (var rung : rungs()) {
            times(rung, Experiment.SAME_ORDERS).ifPresent(each -> {
                data.addValue(each.median(), "median", plain(rung));
                data.addValue(each.p99(), "99 of 100", plain(rung));
            });
            times(rung, Experiment.OUTSIDE_SLOW)
                    .ifPresent(each -> data.addValue(each.median(), "median, outside service takes 2 s", plain(rung)));
        }
        var chart = bars("How long the caller waits", "milliseconds", data);
        var axis = new LogarithmicAxis("milliseconds");
        axis.setStrictValuesFlag(false);
        chart.getCategoryPlot().setRangeAxis(axis);
        return inOurColors(chart, COLORS);
    }

    private static JFreeChart bars(String title, String unit, CategoryDataset data) {
        return ChartFactory.createBarChart(title, null, unit, data, PlotOrientation.HORIZONTAL, true, false, false);
    }

    private static JFreeChart inOurColors(JFreeChart chart, List<Color> colors) {
        var theme = new StandardChartTheme("plain");
        theme.setExtraLargeFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        theme.setPlotBackgroundPaint(Color.WHITE);
        theme.setRangeGridlinePaint(Color.LIGHT_GRAY);
        theme.apply(chart);
        var plot = chart.getCategoryPlot();
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.45f);
        plot.getDomainAxis().setCategoryLabelPositions(CategoryLabelPositions.STANDARD);
        var renderer = (BarRenderer) plot.getRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        for (int series = 0; series < colors.size(); series++) {
            renderer.setSeriesPaint(series, colors.get(series));
        }
        if (plot.getRangeAxis() instanceof NumberAxis axis) {
            axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        }
        return chart;
    }

    private static String svg(JFreeChart chart) {
        var canvas = new SVGGraphics2D(WIDTH, HEIGHT);
        // A fixed prefix: the same findings give the same file.
        canvas.setDefsKeyPrefix("chart");
        chart.draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        return canvas.getSVGDocument();
    }

    private static String plain(Rung rung) {
        return rung.label().replace("`", "");
    }

    private List<Rung> rungs() {
        return Arrays.stream(Rung.values())
                .filter(rung -> cells.stream().anyMatch(each -> each.rung() == rung))
                .toList();
    }

    private Optional<Cell> cell(Rung rung, Experiment experiment) {
        return cells.stream()
                .filter(each -> each.rung() == rung && each.experiment() == experiment)
                .findFirst();
    }

    private Optional<Times> times(Rung rung, Experiment experiment) {
        return cell(rung, experiment).map(Cell::times);
    }
}
