using System.Runtime.CompilerServices;

namespace Ringspun.Architecture.Tests;

/// <summary>The checked-out project: where it is and what source it holds.</summary>
internal static class Repository
{
    private static readonly string[] NotSource = ["bin", "obj", "artifacts", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>The rooms' names: the directories of src that hold a project.</summary>
    public static IReadOnlyList<string> Rooms { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src"))
            .Select(directory => Path.GetFileName(directory))
            .Where(name => File.Exists(ProjectFile(name)))
            .Order(StringComparer.Ordinal)];

    public static string ProjectFile(string room) => Path.Combine(Root, "src", room, room + ".csproj");

    /// <summary>All C# sources under the given directories of the root.</summary>
    public static IEnumerable<SourceFile> Sources(params string[] directories) =>
        directories
            .Select(directory => Path.Combine(Root, directory))
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories))
            .Select(path => new SourceFile(Path.GetRelativePath(Root, path), path))
            .Where(file => !file.Name.Split('/').Any(part => NotSource.Contains(part)))
            .OrderBy(file => file.Name, StringComparer.Ordinal);

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // A deterministic build may hide the path of the source: the directory of the test program is the second start.
        foreach (string start in new[] { Path.GetDirectoryName(thisFile) ?? "", AppContext.BaseDirectory })
        {
            for (DirectoryInfo? at = start.Length == 0 ? null : new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "ringspun.slnx")))
                {
                    return at.FullName;
                }
            }
        }

        throw new InvalidOperationException("ringspun.slnx was found neither above the source nor above the test program");
    }
}
