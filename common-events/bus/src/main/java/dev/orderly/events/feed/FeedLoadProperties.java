package dev.orderly.events.feed;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much the service's own feed does at once, so that its readers exhaust neither its threads nor its memory. A request
 * over a bound gets 503.
 *
 * @param requests the maximum number of requests, those that wait for events included. Each keeps a thread of the web server
 * @param pages    the maximum number of pages in memory: of about 1 MB each, until the client has read them
 */
@ConfigurationProperties("orderly.feed.load")
public record FeedLoadProperties(
        @DefaultValue("64") int requests, @DefaultValue("4") int pages) {}
