package dev.orderly.localstack.process;

/** A component of the stack does not start or does not work; the message tells the user what is wrong and what to do. */
public class LocalStackException extends RuntimeException {

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
