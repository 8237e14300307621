using System.CommandLine;
using ArboDossier.Cli;

var root = new RootCommand("The operator's tool of ArboDossier. It holds no content key and opens nothing that is sealed.")
{
    InitCommand.Create(),
    CheckCommand.Create(),
    VerifyCommand.Create(),
    VerifySignatureCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    RotateCommand.Create(),
    CustodiansCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    ApproverCommand.Create(),
    ApproveCommand.Create(),
};
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? ExitCode.CannotTell : code;
