"""The worlds that are measured: one with 1 credential, and one with 100,000."""
import json

TENANT = '11111111-1111-1111-1111-111111111111'
CREDENTIALS_PER_APPLICATION = 20  # as many as Entra allows
LARGE = 100_000


def app_id(number):
    return f'22222222-2222-2222-2222-{number:012x}'


def subject(application, credential):
    return f'system:serviceaccount:team-{application}:workload-{credential}'


def application_json(number, credentials):
    return {
        'appId': app_id(number),
        'displayName': f'application {number}',
        'federatedIdentityCredentials': [
            {'name': f'credential-{i}', 'issuer': '{origin}/', 'subject': subject(number, i),
             'audiences': ['api://AzureADTokenExchange']} for i in range(credentials)],
    }


def write_world(path, credentials):
    """Returns how many applications the credentials are spread over."""
    each = min(credentials, CREDENTIALS_PER_APPLICATION)
    applications = credentials // each
    world = {
        'issuers': [{'name': 'aks', 'profile': 'aks', 'issuer': '{origin}/'}],
        'tenants': [{'tenantId': TENANT, 'displayName': 'Contoso',
                     'applications': [application_json(i, each) for i in range(applications)]}],
    }
    path.write_text(json.dumps(world, indent=1) + '\n')
    return applications


def workloads(credentials, count):
    """(application id, subject), spread evenly from the first credential to the last one."""
    last = max(count - 1, 1)
    for i in range(count):
        application, credential = divmod(i * (credentials - 1) // last, CREDENTIALS_PER_APPLICATION)
        yield app_id(application), subject(application, credential)
