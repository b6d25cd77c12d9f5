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
import java.util.Optional;

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

import static java.util.stream.Collectors.joining;

/** The findings as tables in which-way.md, between two marks, as two charts, and as which-way.csv. */
final class Report {

    private static final String BEGIN = "<!-- measured: begin -->";
    private static final String END = "<!-- measured: end -->";
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;
    private static final List<Color> COLORS = List.of(
            new Color(0x33, 0x66, 0x99),
            new Color(0xdd, 0x88, 0x33),
            new Color(0xbb, 0x33, 0x44),
            new Color(0x77, 0x55, 0x99),
            new Color(0x44, 0x88, 0x55));

    private final List<Finding> findings;
    private final Scale scale;
    private final long seed;

    Report(List<Finding> findings, Scale scale, long seed) {
        this.findings = findings;
        this.scale = scale;
        this.seed = seed;
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
                One run, seed %d: %,d lines of orders where a flaw shows at the first line, %,d where the result depends on chance or times are
                measured, %d kills at random, %d cores. Each cell counts the flaws; **kept** means none. In brackets: the committed cancellations.

                %s
                ![What goes wrong, all experiments together](which-way-flaws.svg)

                %s
                ![How long the caller waits](which-way-waiting.svg)

                All figures of each cell are in [which-way.csv](which-way.csv).
                """.formatted(
                        seed,
                        scale.few(),
                        scale.many(),
                        scale.kills(),
                        Runtime.getRuntime().availableProcessors(),
                        flawsTable(),
                        timesTable());
    }

    /** One row per cell. */
    private String csv() {
        return findings.stream()
                .map(each -> {
                    var tally = each.tally();
                    var outcome = each.outcome();
                    return String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%s,%d,%d,%d,%d,%s",
                            each.rung(),
                            each.experiment(),
                            tally.committed(),
                            outcome == null ? "" : outcome.refused(),
                            tally.lost(),
                            tally.invented(),
                            tally.duplicated(),
                            tally.reordered(),
                            outcome == null
                                    ? ",,"
                                    : String.format(
                                            Locale.ROOT,
                                            "%.1f,%.1f,%.0f",
                                            each.millis(50),
                                            each.millis(99),
                                            each.throughput()));
                })
                .collect(joining(
                        "\n",
                        "rung,experiment,committed,refused,lost,invented,doubled,out of order,median ms,p99 ms,answers a second\n",
                        "\n"));
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
                table.append(' ')
                        .append(finding(rung, experiment).map(Report::cell).orElse("no broker"))
                        .append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String cell(Finding finding) {
        var flaws = finding.flaws();
        return flaws.isEmpty()
                ? "**kept** (%,d)".formatted(finding.tally().committed())
                : flaws.entrySet().stream()
                                .map(each -> "%,d %s"
                                        .formatted(
                                                each.getValue(), each.getKey().label()))
                                .collect(joining(", "))
                        + " (%,d)".formatted(finding.tally().committed());
    }

    private String timesTable() {
        var table = new StringBuilder("""
                | | median | 99 of 100 | throughput, synchronous = 1 | median, outside service takes 2 s | longest, broker down for 5 s |
                |---|---|---|---|---|---|
                """);
        var synchronous = finding(Rung.SYNCHRONOUS, Experiment.SAME_ORDERS)
                .map(Finding::throughput)
                .orElse(Double.NaN);
        for (var rung : rungs()) {
            var busy = finding(rung, Experiment.SAME_ORDERS).orElseThrow();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f ms | %.1f ms | %.2f | %,.0f ms | %s |%n",
                    rung.label(),
                    busy.millis(50),
                    busy.millis(99),
                    busy.throughput() / synchronous,
                    finding(rung, Experiment.OUTSIDE_SLOW).orElseThrow().millis(50),
                    finding(rung, Experiment.BROKER_DOWN)
                            .map(each -> String.format(Locale.ROOT, "%,.0f ms", each.millis(100)))
                            .orElse("no broker")));
        }
        return table.toString();
    }

    private JFreeChart flawsChart() {
        var data = new DefaultCategoryDataset();
        for (var rung : rungs()) {
            for (var flaw : List.of(Flaw.LOST, Flaw.INVENTED, Flaw.DUPLICATED, Flaw.REORDERED)) {
                var all = findings.stream()
                        .filter(each -> each.rung() == rung)
                        .mapToInt(each -> each.tally().committed())
                        .sum();
                var wrong = findings.stream()
                        .filter(each -> each.rung() == rung)
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
            var busy = finding(rung, Experiment.SAME_ORDERS).orElseThrow();
            data.addValue(busy.millis(50), "median", plain(rung));
            data.addValue(busy.millis(99), "99 of 100", plain(rung));
            data.addValue(
                    finding(rung, Experiment.OUTSIDE_SLOW).orElseThrow().millis(50),
                    "median, outside service takes 2 s",
                    plain(rung));
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
                .filter(rung -> findings.stream().anyMatch(each -> each.rung() == rung))
                .toList();
    }

    private Optional<Finding> finding(Rung rung, Experiment experiment) {
        return findings.stream()
                .filter(each -> each.rung() == rung && each.experiment() == experiment)
                .findFirst();
    }
}
