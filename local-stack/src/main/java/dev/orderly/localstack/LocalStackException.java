package dev.orderly.localstack;

/** A part of the stack does not start, or does not do what it is there for; the message is for the one who ran it. */
public class LocalStackException extends RuntimeException {

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
