package dev.orderly.benchmarks.race;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.general.DatasetUtils;
import org.jfree.svg.SVGGraphics2D;

import static java.util.stream.Collectors.joining;

/** The page benchmarks.md: between its marks the tables, and the charts beside it. */
final class BenchmarksPage {

    /** All measured rounds, in the directory of the page. */
    static final String ROUNDS = "benchmarks.csv";

    private static final String BEGIN = "<!-- measured: begin -->";
    private static final String END = "<!-- measured: end -->";
    private static final int WIDTH = 900;
    private static final int HEIGHT = 320;
    private static final Color BLUE = new Color(0x33, 0x66, 0x99);
    private static final Color ORANGE = new Color(0xdd, 0x88, 0x33);

    private final RaceMedians medians;

    BenchmarksPage(RaceMedians medians) {
        this.medians = medians;
    }

    /**
     * Replaces the text between the marks, and the charts.
     *
     * @throws IllegalStateException if the page lacks the marks
     */
    void write(Path directory) {
        var page = directory.resolve("benchmarks.md");
        try {
            var text = Files.readString(page);
            var begin = text.indexOf(BEGIN);
            var end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(
                        "%s lacks the marks '%s' and '%s', between which the tables belong: put them back"
                                .formatted(page, BEGIN, END));
            }
            Files.writeString(
                    page, text.substring(0, begin) + BEGIN + "\n\n" + measured() + "\n" + text.substring(end));
            for (var experiment : Discipline.values()) {
                if (hasChart(experiment)) {
                    Files.writeString(directory.resolve(chartFile(experiment)), svg(chart(experiment)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String measured() {
        return "## Targets\n\n" + new Targets(medians).table() + "\n"
                + Arrays.stream(Discipline.values())
                        .filter(each -> !medians.entrants(each).isEmpty())
                        .map(this::section)
                        .collect(joining("\n"));
    }

    private String section(Discipline experiment) {
        return "## " + experiment.title() + "\n\n" + medians.size(experiment) + "\n\n"
                + new RaceTables(medians).table(experiment)
                + (hasChart(experiment) ? "\n![%s](%s)\n".formatted(experiment.title(), chartFile(experiment)) : "");
    }

    private boolean hasChart(Discipline experiment) {
        return switch (experiment) {
            case BACKLOG, STEADY, QUIET, WRITE -> !medians.entrants(experiment).isEmpty();
            default -> false;
        };
    }

    private static String chartFile(Discipline experiment) {
        return "benchmarks-%s.svg".formatted(experiment.name().toLowerCase(Locale.ROOT));
    }

    private JFreeChart chart(Discipline experiment) {
        var data = new DefaultCategoryDataset();
        var isLatency = experiment == Discipline.STEADY || experiment == Discipline.QUIET;
        if (isLatency) {
            add(data, experiment, "p50", Round::p50);
            add(data, experiment, "p99", Round::p99);
        } else {
            add(data, experiment, "events per second", Round::eventsPerSecond);
        }
        var unit = isLatency ? "milliseconds from commit to consumer" : "events per second";
        var chart = ChartFactory.createBarChart(
                experiment.title(), null, unit, data, PlotOrientation.HORIZONTAL, isLatency, false, false);
        var bars = (BarRenderer) chart.getCategoryPlot().getRenderer();
        // A bar of a logarithmic axis cannot begin at 0.
        var smallest = DatasetUtils.findMinimumRangeValue(data).doubleValue();
        bars.setBase(smallest / 2);
        var axis = new LogAxis(unit);
        axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
        chart.getCategoryPlot().setRangeAxis(axis);
        return inOurColors(chart);
    }

    private void add(DefaultCategoryDataset data, Discipline experiment, String row, ToDoubleFunction<Round> figure) {
        medians.entrants(experiment)
                .forEach(each ->
                        data.addValue(medians.of(new RaceMedians.Cell(experiment, each), figure), row, each.label()));
    }

    private static JFreeChart inOurColors(JFreeChart chart) {
        var theme = new StandardChartTheme("plain");
        theme.setExtraLargeFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        theme.apply(chart);
        chart.setBackgroundPaint(Color.WHITE);
        var plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setOutlineVisible(false);
        var bars = (BarRenderer) plot.getRenderer();
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setDefaultOutlineStroke(new BasicStroke(0));
        bars.setSeriesPaint(0, BLUE);
        bars.setSeriesPaint(1, ORANGE);
        return chart;
    }

    private static String svg(JFreeChart chart) {
        var canvas = new SVGGraphics2D(WIDTH, HEIGHT);
        // Otherwise the ids in the file are random.
        canvas.setDefsKeyPrefix("chart");
        chart.draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        return canvas.getSVGDocument();
    }
}
