package dev.orderly.consoletests;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

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

    private static Path data;
    private static LocalStack stack;
    private static Playwright playwright;
    private static Browser browser;

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

    @AfterEach
    void close() {
        if (page != null) {
            page.close();
        }
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

        assertThat(page.locator("#message")).containsText("placed and canceled");
        region("Latest aggregates")
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("mails 3 of 3"))
                .first()
                .press("Enter");
        var lane = page.locator("#lane");
        assertThat(lane).containsText("order.canceled");
        assertThat(lane).containsText(Pattern.compile("partition \\d, offset \\d+"));
        assertThat(lane).containsText("11 steps");
    }

    @Test
    void aBrokenHandlerCausesADeadLetterThatIsRedrivenAndTheBalanceIsEven() {
        button("break: refund-handler").click();
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

    /** Steps as of a busy shop, without one: no list grows without end, and the page keeps up. */
    @Test
    void aHundredThousandEventsDoNotFillThePage() {
        page.close();
        page = open(1280, ColorScheme.LIGHT, true);
        assertThat(page.locator("#lane")).containsText("steps");
        var result = page.evaluate("""
                async () => {
                  const { addStep, store } = await import('/js/store.js');
                  const frames = [];
                  let last = performance.now();
                  let on = true;
                  requestAnimationFrame(function frame(now) { frames.push(now - last); last = now; if (on) requestAnimationFrame(frame); });
                  for (let i = 0; i < 100000; i++) {
                    addStep({ kind: 'STORED', service: 'order-service', eventId: `${i}`, type: 'order.placed.v1', subject: `s${i}`, at: new Date().toISOString() });
                    if (i % 500 === 0) await new Promise(resolve => setTimeout(resolve));
                  }
                  on = false;
                  frames.sort((one, other) => one - other);
                  return [store.steps.length, store.aggregates.size, document.querySelectorAll('#aggregates li').length,
                    performance.memory.usedJSHeapSize / 1e6, frames[Math.floor(frames.length / 2)]];
                }""");
        var numbers = ((List<?>) result)
                .stream().map(each -> ((Number) each).doubleValue()).toList();
        System.out.printf(
                "After 100,000 steps: %.0f kept, %.0f aggregates, %.0f listed, %.0f MB, median frame %.1f ms%n",
                numbers.toArray());

        assertThat(numbers.get(0)).isLessThanOrEqualTo(2_000);
        assertThat(numbers.get(1)).isLessThanOrEqualTo(200);
        assertThat(numbers.get(2)).isLessThanOrEqualTo(40);
        assertThat(numbers.get(3)).isLessThan(100);
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
