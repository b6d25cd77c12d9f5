package dev.orderly.jpa;

import org.springframework.data.repository.CrudRepository;

interface Accounts extends CrudRepository<Account, String> {}
