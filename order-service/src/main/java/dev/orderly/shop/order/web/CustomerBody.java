package dev.orderly.shop.order.web;

import dev.orderly.shop.order.domain.Customer;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A customer in requests and responses. */
@Schema(name = "Customer")
record CustomerBody(
        @Schema(example = "c-1") @NotBlank @Size(max = Customer.MAX_ID)
        String id,

        @Schema(example = "Kim") @NotBlank @Size(max = Customer.MAX_NAME)
        String name,

        @Schema(
                description = "A local part of dot-separated ASCII atoms, an @, and a host name.",
                example = "kim@example.com")
        @NotNull
        @Email(regexp = Customer.EMAIL)
        @Size(max = Customer.MAX_EMAIL)
        String email) {

    static CustomerBody of(Customer customer) {
        return new CustomerBody(customer.id(), customer.name(), customer.email());
    }

    Customer toCustomer() {
        return new Customer(id, name, email);
    }
}
