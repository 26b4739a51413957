<?php
// Documents for those who sign in: PHP with its own sessions and a login page.
//
// GET /documents/plans gives plans.pdf to who has signed in as "ann" with "secret", and the login page to all others.
//
//     DOCUMENTS_ROOT    the directory
//     DOCUMENTS_PREFIX  the internal location; left out, X-Sendfile names the path itself

declare(strict_types=1);

session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Strict', 'use_strict_mode' => true]);

$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));

if ($path === '/login') {
    login();
} elseif (!isset($_SESSION['user'])) {
    header('Location: /login', true, 302);
} elseif (str_starts_with($path, '/documents/')) {
    download_document(substr($path, strlen('/documents/')));
} else {
    not_found();
}

function login(): void
{
    $known = ($_POST['username'] ?? '') === 'ann' && hash_equals('secret', (string) ($_POST['password'] ?? ''));
    if ($_SERVER['REQUEST_METHOD'] === 'POST' && $known) {
        // A session from before the login could be somebody else's.
        session_regenerate_id(true);
        $_SESSION['user'] = 'ann';
        header('Location: /documents/plans', true, 302);
        return;
    }
    echo '<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post">',
        '<input name="username"> <input name="password" type="password"> <button>Sign in</button></form>';
}

function download_document(string $document_name): void
{
    $root = (string) realpath((string) getenv('DOCUMENTS_ROOT'));
    $document = str_contains($document_name, "\0") ? false : realpath("$root/$document_name.pdf");
    // By elements: "/srv/files" is not the beginning of "/srv/files-of-others".
    if ($document === false || !str_starts_with($document, "$root/") || !is_file($document)) {
        not_found();
        return;
    }
    $prefix = getenv('DOCUMENTS_PREFIX');
    $below = substr($document, strlen($root) + 1);
    if ($prefix === false) {
        header('X-Sendfile: ' . encoded($document));
    } else {
        header('X-Accel-Redirect: ' . rtrim($prefix, '/') . '/' . encoded($below));
    }
    header('Content-Type: application/pdf');
    header('Content-Disposition: attachment');
}

function encoded(string $path): string
{
    return implode('/', array_map('rawurlencode', explode('/', $path)));
}

function not_found(): void
{
    http_response_code(404);
    header('Content-Type: text/plain');
    echo "There is no such document.\n";
}
