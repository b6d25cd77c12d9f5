package dev.orderly.jpa;

import dev.orderly.events.Events;
import dev.orderly.jpa.Account.Deposited;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** An account of which two transactions cannot both change the same version. */
@Entity
class VersionedAccount {

    @Id
    private String id;

    @Version
    private Integer version;

    private int balance;

    protected VersionedAccount() {}

    VersionedAccount(String id) {
        this.id = id;
    }

    void deposit(int amount) {
        balance += amount;
        Events.raise(new Deposited(id, amount));
    }
}
