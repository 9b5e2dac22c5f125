namespace Ringspun.Cli.Tests.Serving;

/// <summary>A directory with one page, for as long as a test runs.</summary>
internal sealed class SiteDirectory : IDisposable
{
    public const string Page = "<p>hello</p>";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ringspun-cli-");

    public SiteDirectory() => File.WriteAllText(System.IO.Path.Combine(Path, "index.html"), Page);

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
