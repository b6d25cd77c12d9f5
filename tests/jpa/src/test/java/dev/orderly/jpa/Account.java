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

    /** Raises nothing. */
    void book(int amount) {
        balance += amount;
    }

    int balance() {
        return balance;
    }

    /** Found out as late as possible: when the transaction is about to commit. */
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
