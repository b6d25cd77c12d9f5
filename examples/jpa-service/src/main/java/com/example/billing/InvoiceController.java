package com.example.billing;

import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class InvoiceController {

    private final Invoices invoices;
    private final Billing billing;

    InvoiceController(Invoices invoices, Billing billing) {
        this.invoices = invoices;
        this.billing = billing;
    }

    @GetMapping("/invoices/{parcelId}")
    State invoice(@PathVariable UUID parcelId) {
        return invoices.findById(parcelId)
                .map(invoice -> new State(invoice.cents(), invoice.isPaid()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @PostMapping("/invoices/{parcelId}/payment")
    void pay(@PathVariable UUID parcelId) {
        if (!billing.pay(parcelId)) {
            throw new ResponseStatusException(HttpStatus.CONFLICT);
        }
    }

    record State(long cents, boolean paid) {}
}
