package dev.orderly.shop.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A controller method whose response can be large. Only a few such responses are in memory at once, until their clients
 * have read them. A request beyond that waits for a moment, and then gets 503 with {@code Retry-After}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LargeResponse {}
