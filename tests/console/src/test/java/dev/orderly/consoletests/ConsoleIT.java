package dev.orderly.consoletests;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.StackPorts;
import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a person sees and does in the console, in Chromium ({@code -Dorderly.chromium=} names another than
 * /usr/bin/chromium). With {@code -Dorderly.write-screenshots=true} it writes the README's pictures.
 */
@Tag("full")
class ConsoleIT {

    private static final Path CHROMIUM = Path.of(System.getProperty("orderly.chromium", "/usr/bin/chromium"));
    private static final Path PROJECT = Path.of(System.getProperty("orderly.project"));
    private static final Path AXE = Path.of("META-INF/resources/webjars/axe-core");

    /** Generous: beside a shop of five processes the browser may get little of the processor. */
    private static final double PATIENCE = 90_000;

    private static final String TEN_THOUSAND_LETTERS = """
            INSERT INTO orderly.dead_letter
                (consumer, event_id, type, topic, origin, key, headers, payload, parked, attempts, reason)
            SELECT 'refund-service', gen_random_uuid(), 'flood.v1', 'order-events', 'order-events-0@' || number, 'o-' || number,
                   '', '{}', true, 10, 'no attempt succeeded'
            FROM generate_series(1, 10000) AS number""";

    /** Measures each frame from its first script to the end of its layout, which a message that was sent within it awaits. */
    private static final String HUNDRED_EVENTS_A_FRAME = """
            async () => {
              const { addStep } = await import('/js/store.js');
              window.work = [];
              let count = 0;
              let began;
              await new Promise(done => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => {
                  window.work.push(performance.now() - began);
                  count < 100000 ? requestAnimationFrame(frame) : done();
                };
                requestAnimationFrame(frame);
                function frame() {
                  began = performance.now();
                  for (let i = 0; i < 100; i++, count++) {
                    addStep({ kind: 'STORED', service: 'order-service', eventId: `${count}`, type: 'order.placed.v1', subject: `s${count}`, at: new Date().toISOString() });
                  }
                  channel.port2.postMessage(0);
                }
              });
            }""";

    /** Whether the first line of the first plot, found by its color, covers more than a tenth of the plot's height. */
    private static final String LINE_RISES = """
            () => {
              const canvas = document.querySelector('#plots canvas');
              const color = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
              const [red, green, blue] = [1, 3, 5].map(i => parseInt(color.slice(i, i + 2), 16));
              const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const rows = [];
              for (let i = 0; i < data.length; i += 4) {
                if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) {
                  rows.push(Math.floor(i / 4 / width));
                }
              }
              return rows.length > 0 && rows.at(-1) - rows[0] > height / 10;
            }""";

    private static Path data;
    private static LocalStack stack;
    private static Playwright playwright;
    private static Browser browser;

    private static final HttpClient http = HttpClient.newHttpClient();

    private Page page;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM), "There is no Chromium at " + CHROMIUM + ": apt-get install chromium");
        data = Directories.temporary("orderly-console-");
        stack = new LocalStack(PROJECT, data, StackPorts.free(), Transport.KAFKA, System.out);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        stack.start();
        stack.startConsole();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void end() {
        if (playwright != null) {
            playwright.close();
        }
        if (stack != null) {
            stack.close();
            Directories.remove(data);
        }
    }

    @BeforeEach
    void open() {
        page = open(1280, ColorScheme.LIGHT, false);
    }

    /** Whatever a test has broken, the next one finds healed. */
    @AfterEach
    void close() {
        if (page != null) {
            page.close();
        }
        for (var part : List.of("gateway", "smtp", "refund-handler")) {
            act(part, "heal");
        }
        act("notification-service", "thaw");
    }

    @Test
    void whoOpensItFirstSeesASampleOrderOnItsWay() {
        assertThat(region("The way of one aggregate")
                        .getByText("refund.completed")
                        .first())
                .isVisible();
        assertThat(region("Latest aggregates").getByText("mails 3 of 3").first())
                .isVisible();
        assertThat(page.locator("#map .node.topic")).hasCount(2);
        assertThat(page.locator("#map .edge")).hasCount(6);
    }

    @Test
    void anOrderIsPlacedAndCanceledByKeyboardAndItsWayIsShown() {
        button("Place and cancel: an order").focus();
        page.keyboard().press("Enter");

        var order = aggregate(canceledOrder());
        assertThat(order).containsText("mails 3 of 3");
        order.press("Enter");
        var lane = page.locator("#lane");
        assertThat(lane).containsText("order.canceled");
        assertThat(lane).containsText(Pattern.compile("partition \\d, offset \\d+"));
        assertThat(lane).containsText("11 steps");
    }

    @Test
    void aBrokenHandlerCausesADeadLetterThatIsRedrivenAndTheBalanceIsEven() {
        breaks("break", "refund-handler");
        button("Place and cancel: an order").click();

        var letters = region("Dead letters");
        assertThat(letters).containsText("relation \"refund\" does not exist");
        letters.getByText("Details of").first().click();
        assertThat(letters).containsText("from order-events-");
        assertThat(letters).containsText("\"reason\": \"changed my mind\"");

        letters.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Redrive: ")))
                .first()
                .click();
        assertThat(page.locator("#message")).containsText("Redriven");
        button("heal: refund-handler").click();
        assertThat(letters).containsText("None. Every event that came was handled.");
        assertThat(region("Balance")).containsText("lost 0 · doubled 0");
    }

    @Test
    void aHandlerThatIsBrokenForOneOrderHoldsUpNoOther() {
        button("break for one order: refund-handler").click();
        var letters = region("Dead letters");
        assertThat(letters).containsText("the refund handler is broken for order");

        var other = placeAndCancel();

        assertThat(aggregate(other)).containsText("refunded");
        assertThat(letters.locator(".letter")).hasCount(1);
        assertThat(letters).containsText(Pattern.compile("\\d+ attempts, the first \\d+ s ago"));
        button("heal: refund-handler").click();
        letters.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Redrive: ")))
                .first()
                .click();
        assertThat(letters).containsText("None. Every event that came was handled.");
        assertThat(page.locator("#lane")).containsText("redriven");
    }

    @Test
    void errorsOfTheGatewayAndDroppedMailsDelayAndLoseNothing() {
        breaks("answer with errors", "gateway");
        breaks("drop mails", "smtp");

        var order = placeAndCancel();

        assertThat(aggregate(order)).containsText("refund pending");
        assertThat(aggregate(order)).containsText("mails 0 of 2");
        aggregate(order).click();
        page.locator("#lane").getByText(Pattern.compile("The \\d+ log lines")).click();
        assertThat(page.locator("#lane")).containsText("answered with 500");
        assertThat(page.locator("#lane")).containsText("dropped an e-mail");
        button("heal: gateway").click();
        button("heal: smtp").click();
        assertThat(aggregate(order)).containsText("refunded");
        assertThat(aggregate(order)).containsText("mails 3 of 3");
        var balance = region("Balance");
        assertThat(balance).containsText("events stored = events in order-events");
        assertThat(balance).containsText("events stored = events in refund-events");
        assertThat(balance).containsText("lost 0 · doubled 0");
    }

    @Test
    void theWayOfAnOrderHasItsLogLinesAndItsEmails() {
        var order = placeAndCancel();
        assertThat(aggregate(order)).containsText("mails 3 of 3");
        aggregate(order).click();

        var lane = page.locator("#lane");
        lane.getByText("The 3 e-mails").click();
        assertThat(lane).containsText("Your refund is paid to");
        lane.getByText(Pattern.compile("The \\d+ log lines")).click();
        assertThat(lane).containsText(Pattern.compile("gateway +\\| .* paid"));
        assertThat(lane).containsText(Pattern.compile("refund-service +\\| .*order.canceled.v1"));
    }

    @Test
    void whereAnEventIsInItsTopicIsFoundIfNobodyWatchedIt() {
        page.close();
        page = open(1280, ColorScheme.LIGHT, true);
        var order = placeAndCancel();
        assertThat(aggregate(order)).containsText("mails 3 of 3");
        page.evaluate("async () => { (await import('/js/store.js')).store.steps.length = 0; }");
        find("nobody");
        assertThat(page.locator("#lane")).containsText("No service has an event of nobody");

        aggregate(order).click();

        // Three events, each in the picture and in the list of steps.
        assertThat(page.locator("#lane").getByText(Pattern.compile("partition \\d, offset \\d+")))
                .hasCount(6);
    }

    @Test
    void thePlotsShowWhatIsStoredAndHandledAndHowFast() {
        page.close();
        page = open(1280, ColorScheme.LIGHT, true);
        button("10 a second: ten orders a second, for 20 seconds").click();

        assertThat(plot("Events a second")).hasText(Pattern.compile("[1-9]\\d* / [1-9]\\d*"));
        assertThat(plot("Raised to effect")).hasText(Pattern.compile("[\\d.,]+ m?s / [\\d.,]+ m?s"));
        page.waitForFunction(LINE_RISES);
        button("1 h").click();
        assertThat(page.locator(".range [aria-pressed=true]")).hasText("1 h");
        page.waitForFunction(LINE_RISES);
    }

    @Test
    void aFrozenServiceCatchesUpWhenItThaws() {
        button("freeze: notification-service").click();
        assertThat(page.locator("#services")).containsText("notification-service: down");
        var order = placeAndCancel();
        assertThat(aggregate(order)).containsText("refunded");
        assertThat(aggregate(order)).containsText("mails 0 of 3");

        button("thaw: notification-service").click();

        assertThat(aggregate(order)).containsText("mails 3 of 3");
        assertThat(page.locator("#services")).containsText("notification-service: up");
        assertThat(region("Balance")).containsText("lost 0 · doubled 0");
    }

    @Test
    void aTraceLeadsToItsOrder() {
        var order = placeAndCancel().substring(1);
        var canceled = stack.log(Service.ORDER).stream()
                .filter(line -> line.contains("Stored order.canceled.v1") && line.endsWith(order))
                .findFirst()
                .orElseThrow();

        find(canceled.split(" +")[2]);

        assertThat(page.locator("#lane")).containsText(Pattern.compile("Aggregate [0-9a-f-]+" + order));
    }

    @Test
    void aKilledServiceTurnsRedAndComesBack() {
        button("kill: refund-service").click();

        assertThat(page.locator("#services")).containsText("refund-service: down");
        assertThat(page.locator("#map .node.bad")).containsText("refund-service");
        assertThat(page.locator("#services")).containsText("refund-service: up");
        button("Place and cancel: an order").click();
        assertThat(region("Balance")).containsText("lost 0 · doubled 0");
    }

    @Test
    void aConsumerIsPausedAndResumed() {
        button("Pause: notification-service").click();
        assertThat(page.locator("#services")).containsText("notification-service: paused");
        button("Place: an order").click();
        assertThat(page.locator("#map")).containsText("lag");

        button("Resume: notification-service").click();
        assertThat(page.locator("#services")).containsText("notification-service: up");
    }

    @ParameterizedTest
    @CsvSource({"1280,LIGHT", "1280,DARK", "400,LIGHT", "400,DARK"})
    void everyoneCanUseIt(int width, ColorScheme scheme) throws IOException {
        var viewed = open(width, scheme, true);
        assertThat(viewed.locator("#lane")).containsText("steps");

        viewed.evaluate(axe());
        var violations = viewed.evaluate("""
                async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}))
                    .violations.map(each => `${each.id}: ${each.help}: ${each.nodes.map(node => node.target).join(' ')}`)""");

        assertThat((List<?>) violations).isEmpty();
        assertThat(viewed.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .as("columns that are cut off")
                .isEqualTo(0);
        if (Boolean.getBoolean("orderly.write-screenshots") && width == 1280) {
            viewed.screenshot(new Page.ScreenshotOptions()
                    .setPath(PROJECT.resolve(
                            "docs/images/console-%s.png".formatted(scheme.name().toLowerCase(Locale.ROOT)))));
        }
        viewed.close();
    }

    /** As of a busy shop on a bad day: no list grows without end, and the page keeps up. */
    @Test
    void aHundredThousandEventsAndTenThousandDeadLettersDoNotFillThePage() throws SQLException {
        execute(TEN_THOUSAND_LETTERS);
        try {
            page.close();
            page = open(1280, ColorScheme.LIGHT, true);
            assertThat(region("Dead letters")).containsText("And more: the first 50 are shown.");

            page.evaluate(HUNDRED_EVENTS_A_FRAME);
            var memory = memory(page);

            var facts = numbers(page.evaluate("""
                    async () => {
                      const { store } = await import('/js/store.js');
                      const work = window.work.sort((one, other) => one - other);
                      return [store.steps.length, store.aggregates.size, document.querySelectorAll('#aggregates li').length,
                        document.querySelectorAll('#letters .letter').length, work.length,
                        work[Math.floor(work.length / 2)], work[Math.floor(work.length * .99)]];
                    }"""));
            System.out.printf(
                    "After 100,000 events, with 10,000 dead letters: %.0f steps, %.0f aggregates, %.0f of them and %.0f dead letters"
                            + " listed, %.1f MB; in %.0f frames a frame took %.1f ms, 99%% at most %.1f ms%n",
                    facts.get(0),
                    facts.get(1),
                    facts.get(2),
                    facts.get(3),
                    memory,
                    facts.get(4),
                    facts.get(5),
                    facts.get(6));
            assertThat(facts.get(0)).isLessThanOrEqualTo(2_000);
            assertThat(facts.get(1)).isLessThanOrEqualTo(200);
            assertThat(facts.get(2)).isLessThanOrEqualTo(40);
            assertThat(facts.get(3)).isLessThanOrEqualTo(50);
            assertThat(memory).isLessThan(100);
            assertThat(facts.get(5))
                    .as("ms a frame; 16 are promised, on a machine that has time")
                    .isLessThan(4 * 16);
        } finally {
            execute("DELETE FROM orderly.dead_letter WHERE type = 'flood.v1'");
        }
    }

    /** What the page's scripts hold, in MB, after a garbage collection. */
    private static double memory(Page page) {
        var tools = page.context().newCDPSession(page);
        tools.send("HeapProfiler.enable");
        tools.send("HeapProfiler.collectGarbage");
        tools.send("Performance.enable");
        var heap = tools.send("Performance.getMetrics").getAsJsonArray("metrics").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(metric -> metric.get("name").getAsString().equals("JSHeapUsedSize"))
                .mapToDouble(metric -> metric.get("value").getAsDouble())
                .sum();
        tools.detach();
        return heap / 1e6;
    }

    private static List<Double> numbers(Object result) {
        return ((List<?>) result)
                .stream().map(each -> ((Number) each).doubleValue()).toList();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        stack.jdbcUrl(Service.REFUND),
                        Service.REFUND.database(),
                        stack.databasePassword(Service.REFUND));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** @param forScripts whether the test runs scripts of its own in the page, which the content security policy forbids */
    private static Page open(int width, ColorScheme scheme, boolean forScripts) {
        var opened = browser.newPage(new Browser.NewPageOptions()
                .setViewportSize(width, 900)
                .setBypassCSP(forScripts)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
        opened.setDefaultTimeout(PATIENCE);
        opened.navigate(stack.consoleUrl().toString());
        return opened;
    }

    /** Returns the end of the order's id, as it is shown. */
    private String placeAndCancel() {
        button("Place and cancel: an order").click();
        return canceledOrder();
    }

    /** The end of its id. */
    private String canceledOrder() {
        var message = page.locator("#message");
        assertThat(message).containsText("placed and canceled");
        return message.textContent().replaceFirst(".*Order (…\\w+) .*", "$1");
    }

    private void find(String wanted) {
        page.getByLabel("Event id, aggregate or trace id").fill(wanted);
        button("Find").click();
    }

    /** Returns when the part is broken: an order that is placed now meets it. */
    private void breaks(String action, String part) {
        button(action + ": " + part).click();
        assertThat(button("heal: " + part)).isVisible();
    }

    /** The latest value of a plot. */
    private Locator plot(String title) {
        return page.locator("#plots > div")
                .filter(new Locator.FilterOptions().setHasText(title))
                .locator(".value");
    }

    private Locator aggregate(String id) {
        return region("Latest aggregates")
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText(id));
    }

    private static void act(String part, String verb) {
        var request = HttpRequest.newBuilder(stack.consoleUrl().resolve("/api/stack/parts/%s/%s".formatted(part, verb)))
                .header("X-Console", "yes")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join();
    }

    private Locator region(String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String axe() throws IOException {
        var jar = System.getProperty("java.class.path").split(File.pathSeparator);
        for (var each : jar) {
            if (each.contains("axe-core")) {
                try (var files = FileSystems.newFileSystem(Path.of(each));
                        var found = Files.walk(files.getPath(AXE.toString()))) {
                    var script =
                            found.filter(file -> file.endsWith("axe.min.js")).findFirst();
                    return Files.readString(script.orElseThrow(), UTF_8);
                }
            }
        }
        throw new IOException("axe-core is not on the class path");
    }
}
