package dev.orderly.shop.order.domain;

import java.util.List;

/** The content of an order, or of a request to change one, breaks a rule. */
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
     * @param path    the part of the order that breaks it: {@code lines[0].unitPrice}
     * @param message what is wrong there, to be read after the path
     */
    public record Violation(String path, String message) {}
}
