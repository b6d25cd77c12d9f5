package dev.orderly.jpa;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PreUpdate;

@Entity
class Account {

    @Id
    private String id;

    private int balance;

    protected Account() {}

    Account(String id) {
        this.id = id;
    }

    void deposit(int amount) {
        balance += amount;
        Events.raise(new Deposited(id, amount));
    }

    /** For the handler: raises no event. */
    void book(int amount) {
        balance += amount;
    }

    int balance() {
        return balance;
    }

    /** Runs as late as possible: when the entity is flushed, right before the commit. */
    @PreUpdate
    void verifyLimit() {
        if (balance > 1_000) {
            throw new LimitExceededException();
        }
    }

    static class LimitExceededException extends RuntimeException {}

    @EventType("account.deposited.v1")
    record Deposited(String aggregateId, int amount) implements DomainEvent {}
}
