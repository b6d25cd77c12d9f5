package dev.orderly.shop.web;

import java.util.List;

/** A value of the request breaks a rule of the service: answered with 400 and these violations. */
public class InvalidRequestException extends RuntimeException {

    private final transient List<Violation> violations;

    public InvalidRequestException(String pointer, String message) {
        this(List.of(new Violation(pointer, message)));
    }

    public InvalidRequestException(List<Violation> violations) {
        super(violations.toString());
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
