package dev.orderly.jpa;

import org.springframework.data.repository.CrudRepository;

interface VersionedAccounts extends CrudRepository<VersionedAccount, String> {}
