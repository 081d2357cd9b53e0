"""What Teams needs of the settings, and what half of it is answered with."""

import pytest

from bot.errors import SettingsError
from bot.settings import settings, teams_mode

WHOLE = {
    "MICROSOFT_APP_ID": "app",
    "MICROSOFT_APP_PASSWORD": "hush-hush",
    "MICROSOFT_APP_TENANT_ID": "tenant",
}
ANYWHERE = "0.0.0.0"  # noqa: S104  nothing is bound


def without(*names: str, **more: str) -> dict[str, str]:
    return {name: value for name, value in WHOLE.items() if name not in names} | more


@pytest.mark.parametrize(
    ("given", "host", "mode"),
    [
        ({}, ANYWHERE, None),
        ({"KAIROS_INSECURE_TEAMS": "0"}, "127.0.0.1", None),
        (WHOLE, ANYWHERE, "signed"),
        (WHOLE | {"KAIROS_INSECURE_TEAMS": "1"}, ANYWHERE, "signed"),
        (without("MICROSOFT_APP_TENANT_ID", MICROSOFT_APP_TYPE="MultiTenant"), ANYWHERE, "signed"),
        (without("MICROSOFT_APP_PASSWORD", MICROSOFT_APP_TYPE="UserAssignedMSI"), ANYWHERE, "signed"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "127.0.0.1", "insecure"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "127.1.2.3", "insecure"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "::1", "insecure"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "localhost", "insecure"),
    ],
)
def test_teams_is_served_signed_or_on_this_machine_or_not(given, host, mode):
    assert teams_mode(settings(**given), host) == mode


@pytest.mark.parametrize(
    ("given", "host", "said"),
    [
        (without("MICROSOFT_APP_ID"), ANYWHERE, "MICROSOFT_APP_ID"),
        (without("MICROSOFT_APP_ID", "MICROSOFT_APP_TENANT_ID"), ANYWHERE, "MICROSOFT_APP_ID"),
        (without("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD"), ANYWHERE, "MICROSOFT_APP_ID"),
        (without("MICROSOFT_APP_ID", KAIROS_INSECURE_TEAMS="1"), "127.0.0.1", "MICROSOFT_APP_ID"),
        (without("MICROSOFT_APP_PASSWORD"), ANYWHERE, "MICROSOFT_APP_PASSWORD"),
        (without("MICROSOFT_APP_TENANT_ID"), ANYWHERE, "MICROSOFT_APP_TENANT_ID"),
        (without("MICROSOFT_APP_TENANT_ID", MICROSOFT_APP_TYPE="UserAssignedMSI"), ANYWHERE, "TENANT_ID"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, ANYWHERE, "--host 127.0.0.1"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "192.168.1.5", "--host 127.0.0.1"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "attacker.example", "--host 127.0.0.1"),
        ({"KAIROS_INSECURE_TEAMS": "1"}, "", "--host 127.0.0.1"),
    ],
)
def test_half_of_it_is_refused_with_what_is_missing(given, host, said):
    with pytest.raises(SettingsError, match=said):
        teams_mode(settings(**given), host)


def test_another_kind_of_registration_is_refused():
    with pytest.raises(SettingsError, match="MICROSOFT_APP_TYPE"):
        settings(MICROSOFT_APP_TYPE="Anything")


def test_no_secret_is_shown():
    assert "hush-hush" not in repr(settings(**WHOLE))
