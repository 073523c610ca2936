// @ts-check
/** A bot written with grammY, which answers as the others of test_other_libraries.py do. */
import { Bot, GrammyError, InlineKeyboard, InputFile } from "grammy";

/** @param {string} apiRoot @param {string} token */
export async function run(apiRoot, token) {
  const bot = new Bot(token, { client: { apiRoot } });
  bot.command("start", (told) =>
    told.reply("\\*Ready\\*, 1\\.5?", {
      parse_mode: "MarkdownV2",
      reply_markup: new InlineKeyboard().text("Yes", "yes"),
    }),
  );
  bot.callbackQuery("yes", async (told) => {
    await told.answerCallbackQuery("Thank you");
    await told.editMessageText("Then send a file.");
  });
  bot.on("message:document", async (told) => {
    const { file_path } = await told.getFile();
    const brought = await (await fetch(`${apiRoot}/file/bot${token}/${file_path}`)).arrayBuffer();
    await told.replyWithDocument(new InputFile(new Uint8Array(brought), "back again.txt"));
    await told.reply(`${told.message.document.file_name} has ${brought.byteLength} bytes`);
  });
  bot.on("message:text", async (told) => {
    try {
      await told.reply("\u200b");
    } catch (refusal) {
      if (refusal instanceof GrammyError) await told.reply(refusal.description);
    }
  });
  process.once("SIGTERM", () => void bot.stop());
  await bot.start({ timeout: 1 });
}
