namespace Ringspun.Cli.Tests;

/// <summary>Programs of others that tests talk to.</summary>
internal static class Peers
{
    /// <summary>The program's path. Without it the test is skipped, visibly; in continuous integration (CI is set) it fails.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="package">The Debian package that has it.</param>
    public static string Need(string program, string package)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);
        string message = $"'{program}' is not installed: apt-get install {package}";
        if (path is null && Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            Assert.Fail(message);
        }

        Assert.SkipWhen(path is null, message);
        return path!;
    }
}
