package dev.orderly.shop.web;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What a browser shows at the address of the service: links to Swagger UI and to the console. In the demo only. */
@RestController
@Hidden
final class StartPage {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>%1$s</title>
            </head>
            <body style="font: 16px/1.6 system-ui, sans-serif; max-width: 36em; margin: 12vh auto; padding: 0 1em">
              <h1>%1$s</h1>
              <ul>
                <li><a href="/swagger-ui.html">Swagger UI</a>: each call of this service, to try out</li>
                <li><a href="%2$s">Console</a>: all services, and the way of each event</li>
              </ul>
            </body>
            </html>
            """;

    private final String page;

    StartPage(String service, String consoleUrl) {
        this.page = PAGE.formatted(HtmlUtils.htmlEscape(service), HtmlUtils.htmlEscape(consoleUrl));
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String page() {
        return page;
    }
}
