# SPDX-License-Identifier: ISC
#
#   make            build ./sealport
#   make run        install what is missing (Debian), build, open the console
#                   on a sample group in ./var
#   make test       install what is missing, run all tests
#   make bench      speed, as ratios within one run; with the long rows:
#                   BENCH_LARGEST=104857600 BENCH_SECONDS=3600
#   make fuzz       each fuzzer for FUZZ_SECONDS (60), by clang's libFuzzer;
#                   one of them: FUZZERS=decode
#   make check      cppcheck and clang-tidy
#   make install    to $(DESTDIR)$(PREFIX)
#
# SANITIZE=1 builds with ASan and UBSan under build/sanitize; WERROR=1 turns
# warnings into errors; CC=clang works as well as gcc.

PREFIX = /usr/local
MANDIR = $(DESTDIR)$(PREFIX)/share/man
COMPLETIONDIR = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
UNITDIR = $(DESTDIR)$(PREFIX)/lib/systemd/system
CC = gcc
CFLAGS = -O2 -g
SHELL = /bin/sh

# The only list of Debian packages: to build, and to test besides.
PACKAGES_BUILD = gcc libc6-dev pkg-config libncurses-dev libssl-dev \
	libsqlite3-dev libconfig-dev libjansson-dev libcurl4-openssl-dev \
	zlib1g-dev tzdata
PACKAGES_TEST = libcmocka-dev openssl perl tmux sqlite3 man-db procps \
	ncurses-bin gnutls-bin libnss3-tools gpgsm gpg-agent
PACKAGES_FUZZ = clang libclang-rt-dev

# The house, from the ground up: each room may include those before it.
# config and certstore stand side by side.
ROOMS = base config certstore model engine cli tui
LIBS = ncursesw libssl libcrypto libcurl sqlite3 libconfig jansson zlib

ifdef SANITIZE
BUILD = build/sanitize
PROGRAM = $(BUILD)/sealport
CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
else ifdef FUZZ
BUILD = build/fuzz
PROGRAM = $(BUILD)/sealport
CC = clang
# clang's takes NULL + 0 for an overflow; gcc's looks for real ones.
CFLAGS = -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all \
	-fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize=pointer-overflow
else
BUILD = build
PROGRAM = sealport
endif

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef \
	-Wformat=2 -Wvla $(if $(WERROR),-Werror)
CPPFLAGS_ALL = -std=c11 -D_GNU_SOURCE -I. -I$(BUILD) $(CPPFLAGS)
PKG_CFLAGS = $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
# libcurl is loaded when something is fetched: certstore/curl.h.
PKG_LIBS = $(shell pkg-config --libs $(filter-out libcurl,$(LIBS)) \
	2>/dev/null)
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ifneq ($(SANITIZE)$(FUZZ),)
HARDEN =
endif
COMPILE = $(CC) $(CPPFLAGS_ALL) $(PKG_CFLAGS) $(HARDEN) $(CFLAGS) $(WARN) \
	-MMD -MP

# Everything but main() goes into one archive that the tests link as well.
SRC = $(filter-out cli/main.c,$(foreach r,$(ROOMS),\
	$(wildcard $(r)/*.c $(r)/*/*.c)))
OBJ = $(SRC:%.c=$(BUILD)/%.o) $(BUILD)/config/schema_text.o
LIB = $(BUILD)/libsealport.a
TEST_SRC = $(wildcard tests/*/test_*.c)
TEST_BIN = $(TEST_SRC:%.c=$(BUILD)/%)
TEST_HELP = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/lib/*.c))
BENCH_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZERS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_BIN = $(FUZZERS:%=$(BUILD)/tests/fuzz/fuzz_%)
FUZZ_SECONDS = 60

all: $(PROGRAM)

$(PROGRAM): $(BUILD)/cli/main.o $(LIB)
	@echo "  LINK  $@"
	@$(CC) $(CFLAGS) -pie $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(LIB): $(OBJ)
	@echo "  AR    $@"
	@rm -f $@ && ar rcs $@ $(OBJ)

$(BUILD)/%.o: %.c Makefile
	@echo "  CC    $<"
	@mkdir -p $(@D)
	@$(COMPILE) -c -o $@ $<

$(BUILD)/%.o: $(BUILD)/%.c
	@$(COMPILE) -c -o $@ $<

# The schema's steps as C strings; the folder, as a step may be renamed.
$(BUILD)/config/schema_text.c: $(wildcard config/schema/*.sql) \
    config/schema/embed.awk config/schema
	@echo "  GEN   $@"
	@mkdir -p $(@D)
	@awk -f config/schema/embed.awk $(sort $(filter %.sql,$^)) > $@.tmp
	@mv $@.tmp $@

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_HELP) $(LIB)
	@echo "  LINK  $@"
	@$(CC) $(CFLAGS) -pie $(LDFLAGS) -Wl,--wrap=EVP_PKEY_Q_keygen -o $@ $^ \
	    -lcmocka $(PKG_LIBS)

# What tests/lib/key_pool.c hands out.
$(BUILD)/tests/keys.pem:
	@echo "  GEN   $@"
	@mkdir -p $(@D)
	@for bits in 2048 1024; do for i in $$(seq 48); do \
	    openssl genrsa $$bits || exit 1; done; done >$@.tmp 2>$@.log || { \
	    cat $@.log; exit 1; }
	@mv $@.tmp $@ && rm $@.log

# A comma cannot stand in an argument as such.
, = ,
$(FUZZ_BIN): LDFLAGS += -fsanitize=fuzzer,address,undefined
# Counts what is written, and fails or dies at any step of it.
$(BUILD)/tests/certstore/test_powercut: LDFLAGS += $(patsubst %,-Wl$(,)--wrap=%,\
	mkostemp write fchmod fsync syncfs rename link unlink unlinkat mkdir)

-include $(OBJ:.o=.d) $(TEST_BIN:=.d) $(BENCH_BIN:=.d) $(FUZZ_BIN:=.d) \
	$(TEST_HELP:.o=.d) \
	$(BUILD)/cli/main.d

# ---- packages ---------------------------------------------------------------

# $(1): packages.  Quiet when all are there; installs on Debian as root or
# with sudo; elsewhere prints the list and stops.
define install_missing
@missing=; for p in $(1); do \
	dpkg-query -W -f='$${Status}' $$p 2>/dev/null | \
	    grep -q 'ok installed' || missing="$$missing $$p"; \
done; \
[ -z "$$missing" ] && exit 0; \
if ! command -v apt-get >/dev/null; then \
	echo "Please install what these Debian packages contain:$$missing"; \
	exit 1; \
fi; \
echo "Installing:$$missing"; \
root=; [ "$$(id -u)" = 0 ] || root=sudo; \
$$root env DEBIAN_FRONTEND=noninteractive sh -c \
    "apt-get update -qq && \
    apt-get install -y -qq --no-install-recommends $$missing" >&2
endef

packages:
	$(call install_missing,$(PACKAGES_BUILD))

packages-test:
	$(call install_missing,$(PACKAGES_BUILD) $(PACKAGES_TEST))

# ---- run, test, bench -------------------------------------------------------

# The recursive call comes after the packages: pkg-config is one of them.
run: packages
	@$(MAKE) --no-print-directory all
	@[ -e var/sealport.conf ] || ./$(PROGRAM) init --sample var
	@./$(PROGRAM) --config var/sealport.conf

test: packages-test
	@$(MAKE) --no-print-directory test-run

test-run: $(PROGRAM) $(TEST_BIN) $(BUILD)/tests/keys.pem
	@BUILD=$(BUILD) SEALPORT=$(abspath $(PROGRAM)) CC="$(CC)" \
	    prove $(PROVEFLAGS) $(sort $(TEST_BIN)) \
	    $(sort $(wildcard tests/*/*.t))

bench: packages-test
	@$(MAKE) --no-print-directory bench-run

bench-run: $(PROGRAM) $(BENCH_BIN)
	@BUILD=$(BUILD) SEALPORT=$(abspath $(PROGRAM)) tests/bench/run

fuzz: packages-test
	$(call install_missing,$(PACKAGES_FUZZ))
	@$(MAKE) --no-print-directory FUZZ=1 fuzz-run

# What they find lies in build/fuzz, with what they have learned; the seeds
# in the tree stay as they are.
fuzz-run: $(FUZZ_BIN)
	@for f in $(FUZZERS); do \
	    echo "  FUZZ  $$f"; \
	    mkdir -p $(BUILD)/corpus/$$f && \
	    $(BUILD)/tests/fuzz/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) \
	        -timeout=20 -rss_limit_mb=2048 -verbosity=0 \
	        -print_final_stats=1 -artifact_prefix=$(BUILD)/$$f- \
	        $(BUILD)/corpus/$$f tests/fuzz/corpus/$$f || exit 1; \
	done

check:
	cppcheck --quiet --error-exitcode=1 --std=c11 -D_GNU_SOURCE \
	    --enable=warning,performance,portability --inline-suppr -I. \
	    --suppress=missingIncludeSystem $(ROOMS)
	@# One file a call: with several, clang-tidy 14 forgets va_start().
	printf '%s\n' $(SRC) cli/main.c | xargs -P2 -I{} \
	    clang-tidy --quiet --warnings-as-errors='*' {} -- \
	    $(CPPFLAGS_ALL) $(PKG_CFLAGS)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(MANDIR)/man1 $(MANDIR)/man7
	install -m 755 sealport $(DESTDIR)$(PREFIX)/bin/
	install -m 644 man/*.1 $(MANDIR)/man1/
	install -m 644 man/*.7 $(MANDIR)/man7/
	install -d $(COMPLETIONDIR)
	./$(PROGRAM) completion bash >$(COMPLETIONDIR)/sealport
	chmod 644 $(COMPLETIONDIR)/sealport
	install -d $(UNITDIR)
	for unit in contrib/*.service contrib/*.timer; do \
	    sed 's|@PREFIX@|$(PREFIX)|' $$unit >$(UNITDIR)/$${unit##*/} && \
	    chmod 644 $(UNITDIR)/$${unit##*/} || exit 1; \
	done

clean:
	rm -rf build sealport

.PHONY: all packages packages-test run test test-run bench bench-run fuzz \
	fuzz-run check install clean
.SECONDARY:
