package com.example.billing;

import java.util.Optional;
import java.util.UUID;

import org.springframework.data.repository.Repository;

interface Invoices extends Repository<Invoice, UUID> {

    Invoice save(Invoice invoice);

    Optional<Invoice> findById(UUID parcelId);

    long count();
}
