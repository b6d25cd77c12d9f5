package dev.orderly.shop.order.domain;

import java.util.List;

/** What somebody wants to order, or says about an order, breaks a rule. */
public class InvalidOrderException extends RuntimeException {

    private final transient List<Violation> violations;

    public InvalidOrderException(String path, String message) {
        this(List.of(new Violation(path, message)));
    }

    InvalidOrderException(List<Violation> violations) {
        super(violations.toString());
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }

    /**
     * One broken rule.
     *
     * @param path    which part of the order breaks it: {@code lines[0].unitPrice}
     * @param message continues the path to a sentence
     */
    public record Violation(String path, String message) {}
}
